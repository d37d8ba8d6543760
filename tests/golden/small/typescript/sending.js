// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
import { InvalidPayloadError, MissingTenantError } from './errors.js'
import { firstOfEachField, problemsOfJson } from './problems.js'
import { validatePayload } from './validation.js'

/**
 * Checks a payload before it is sent, and writes it as the JSON document that travels.
 *
 * @param {import('./payloads.js').EventName} event
 * @param {unknown} payload
 */
export function documentToSend(event, payload) {
  const wrong = firstOfEachField([...problemsOfJson(payload), ...validatePayload(event, payload)])
  const tenantId = requiredTenant(event, payload)
  if (wrong.length > 0) throw new InvalidPayloadError(event, wrong)
  return { tenantId, document: JSON.stringify(payload) }
}

/**
 * A payload's tenant; whoever has none is refused for that, whatever else is wrong.
 *
 * @param {string} event
 * @param {unknown} payload
 */
export function requiredTenant(event, payload) {
  const tenantId = typeof payload === 'object' && payload !== null && 'tenantId' in payload ? payload.tenantId : undefined
  if (typeof tenantId !== 'string' || tenantId.trim() === '') throw new MissingTenantError(event)
  return tenantId
}
