// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import type { EventName, JobEvents } from './payloads.js'

/**
 * Parses the payload of a received job.
 *
 * Unknown fields of a newer sender are removed, with a warning once per event. Missing fields of an older sender get the
 * catalog's arrival defaults.
 *
 * @throws {@link MissingTenantError} tenantId is absent, empty, blank or not a string.
 * @throws {@link InvalidPayloadError} The payload is invalid.
 */
export declare function readPayload<E extends EventName>(event: E, payload: unknown): JobEvents[E]
