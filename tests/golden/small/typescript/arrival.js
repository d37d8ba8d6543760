// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
import { EVENTS } from './catalog.js'
import { InvalidPayloadError } from './errors.js'
import { nameToday } from './events.js'
import { known } from './known.js'
import { SCHEMAS } from './schemas.js'
import { requiredTenant } from './sending.js'
import { isPayload, validatePayload } from './validation.js'

/** @type {Set<string>} */
const reported = new Set()

/**
 * @template {import('./payloads.js').EventName} E
 * @param {E} event
 * @param {unknown} payload
 * @returns {import('./payloads.js').JobEvents[E]}
 */
export function readPayload(event, payload) {
  if (isPayload(event, payload)) return payload
  const today = nameToday(event)
  const { value: read, unknown } = known(SCHEMAS[today], withArrival(today, payload))
  if (!isPayload(event, read)) {
    requiredTenant(event, read)
    throw new InvalidPayloadError(event, validatePayload(today, read))
  }
  if (unknown.length > 0 && !reported.has(today)) {
    reported.add(today)
    console.warn(`[Task] Event "${today}" arrived with fields that this catalog does not know: ${unknown.join(', ')}`)
  }
  return read
}

/**
 * Fills in what a job of an older sender lacks, as the catalog says: `arrival: {default: ...}`.
 *
 * @param {import('./payloads.js').EventName} event
 * @param {unknown} payload
 */
function withArrival(event, payload) {
  const { arrival } = EVENTS[event]
  if (arrival === undefined || typeof payload !== 'object' || payload === null || Array.isArray(payload)) return payload
  return { ...structuredClone(arrival), ...payload }
}
