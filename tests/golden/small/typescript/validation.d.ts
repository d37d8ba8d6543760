// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import type { FieldProblem } from './errors.js'
import type { EventName, JobEvents } from './payloads.js'

/**
 * Returns the problems of a payload as a send would report them; an empty list if it is valid.
 *
 * @throws {@link UnknownEventError} The catalog has no such event.
 */
export declare function validatePayload(event: EventName, payload: unknown): readonly FieldProblem[]

/** Returns true if a value is a valid payload of an event. */
export declare function isPayload<E extends EventName>(event: E, payload: unknown): payload is JobEvents[E]
