import { InvalidPayloadError, MissingTenantError } from './errors.js'
import { firstPerField, jsonProblems } from './problems.js'
import { validatePayload } from './validation.js'

/**
 * Validates a payload and serializes it as the JSON document to send.
 *
 * @param {import('./payloads.js').EventName} event
 * @param {unknown} payload
 */
export function serializePayload(event, payload) {
  const problems = firstPerField([...jsonProblems(payload), ...validatePayload(event, payload)])
  const tenantId = requireTenant(event, payload)
  if (problems.length > 0) throw new InvalidPayloadError(event, problems)
  return { tenantId, document: JSON.stringify(payload) }
}

/**
 * Returns a payload's tenant. A missing tenant takes precedence over all other problems.
 *
 * @param {string} event
 * @param {unknown} payload
 */
export function requireTenant(event, payload) {
  const tenantId = typeof payload === 'object' && payload !== null && 'tenantId' in payload ? payload.tenantId : undefined
  if (typeof tenantId !== 'string' || tenantId.trim() === '') throw new MissingTenantError(event)
  return tenantId
}
