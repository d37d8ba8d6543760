// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { checkPayload } from './check-payload.js'
import { InvalidPayloadError, MissingTenantError } from './errors.js'

/**
 * Validates a payload and serializes it as the JSON document to send. The document is made of the validated data.
 *
 * @param {import('./payloads.js').EventName} event
 * @param {unknown} payload
 */
export function serializePayload(event, payload) {
  const { value, problems } = checkPayload(event, payload)
  const tenantId = requireTenant(event, value)
  if (problems.length > 0) throw new InvalidPayloadError(event, problems)
  return { tenantId, document: JSON.stringify(value) }
}

/**
 * Returns a payload's tenant. A missing tenant takes precedence over all other problems.
 *
 * @param {string} event
 * @param {unknown} payload
 */
export function requireTenant(event, payload) {
  const hasTenant = typeof payload === 'object' && payload !== null && 'tenantId' in payload
  const tenantId = hasTenant ? payload.tenantId : undefined
  if (typeof tenantId !== 'string' || tenantId.trim() === '') throw new MissingTenantError(event)
  return tenantId
}
