// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { TENANT_PATTERN } from './catalog.js'

const pattern = new RegExp(TENANT_PATTERN, 'u')

/**
 * @param {unknown} value
 * @returns {value is string}
 */
export function isTenantId(value) {
  return typeof value === 'string' && pattern.test(value)
}
