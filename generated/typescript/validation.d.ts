// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import type { FieldProblem } from './errors.js'
import type { EventName, JobEvents } from './payloads.js'

/**
 * Returns the problems for which a send refuses a payload; an empty list if it is valid.
 *
 * @throws {@link UnknownEventError} The catalog has no such event.
 */
export declare function validatePayload(event: EventName, payload: unknown): readonly FieldProblem[]

/**
 * Returns true if a value is a valid payload of an event as handlers receive it. Unlike a send, it refuses a `Date`, because a
 * received date-time is a string.
 *
 * @throws {@link UnknownEventError} The catalog has no such event.
 */
export declare function isPayload<E extends EventName>(event: E, payload: unknown): payload is JobEvents[E]
