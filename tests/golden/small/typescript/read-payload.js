// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { EVENTS } from './catalog.js'
import { matchesSchema } from './check-payload.js'
import { InvalidPayloadError } from './errors.js'
import { currentEventName } from './events.js'
import { jsonCopy } from './json-copy.js'
import { SCHEMAS } from './schemas.js'
import { requireTenant } from './serialize-payload.js'
import { stripUnknown } from './strip-unknown.js'
import { validatePayload } from './validation.js'

/** The largest number of field names in a log message. */
const MAX_LISTED = 100

/**
 * Events whose unknown fields were logged.
 *
 * @type {Set<string>}
 */
const warnedEvents = new Set()

/**
 * @template {import('./payloads.js').EventName} E
 * @param {E} event
 * @param {unknown} payload
 * @returns {import('./payloads.js').JobEvents[E]}
 */
export function readPayload(event, payload) {
  if (matchesSchema(event, payload)) return payload
  const current = currentEventName(event)
  // Trigger.dev's client transports a `Date` as a `Date`.
  const { value } = jsonCopy(payload, () => true)
  const { value: stripped, unknown } = stripUnknown(SCHEMAS[current], withArrivalDefaults(current, value))
  if (!matchesSchema(event, stripped)) {
    requireTenant(event, stripped)
    throw new InvalidPayloadError(event, validatePayload(current, stripped))
  }
  if (unknown.length > 0 && !warnedEvents.has(current)) {
    warnedEvents.add(current)
    console.warn(
      `[Task] Event "${current}": ignored fields of a newer producer that this catalog does not define: ` +
        formatNames(unknown),
    )
  }
  return stripped
}

/**
 * Fills in fields that older senders omit, with the catalog's `arrival: {default: ...}`.
 *
 * @param {import('./payloads.js').EventName} event
 * @param {unknown} payload
 */
function withArrivalDefaults(event, payload) {
  const { arrival } = EVENTS[event]
  if (arrival === undefined || typeof payload !== 'object' || payload === null || Array.isArray(payload)) return payload
  return { ...structuredClone(arrival), ...payload }
}

/** @param {readonly string[]} names */
function formatNames(names) {
  const more = names.length > MAX_LISTED ? ` and ${names.length - MAX_LISTED} more` : ''
  return names.slice(0, MAX_LISTED).join(', ') + more
}
