import type { EventName, JobEvents } from './payloads.js'

/**
 * Reads a payload that arrived for a handler; fields that a newer sender added are left out, and reported
 * once; those that an older one lacks are filled in where the catalog says how.
 *
 * @throws {@link InvalidPayloadError} A field is missing or wrong.
 */
export declare function readPayload<E extends EventName>(event: E, payload: unknown): JobEvents[E]
