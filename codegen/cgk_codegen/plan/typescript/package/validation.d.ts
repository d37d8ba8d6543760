import type { FieldProblem } from './errors.js'
import type { EventName, JobEvents } from './payloads.js'

/**
 * Says what is wrong with a payload; an empty list means it is valid. Unknown fields are wrong, as in a send.
 *
 * @throws {@link UnknownEventError} The catalog has no such event.
 */
export declare function validatePayload(event: EventName, payload: unknown): readonly FieldProblem[]

/** Tells whether a value is a payload of an event. */
export declare function isPayload<E extends EventName>(event: E, payload: unknown): payload is JobEvents[E]
