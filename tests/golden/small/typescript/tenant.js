// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { AsyncLocalStorage } from 'node:async_hooks'
import { TENANT_PATTERN } from './catalog.js'
import { InvalidTenantError, NoTenantError } from './errors.js'
import { isTenantId } from './tenant-id.js'

/** @type {AsyncLocalStorage<string>} */
const tenants = new AsyncLocalStorage()

/**
 * @template Result
 * @param {string} tenantId
 * @param {() => Result} run
 */
export function withTenant(tenantId, run) {
  if (!isTenantId(tenantId)) throw new InvalidTenantError(tenantId, TENANT_PATTERN)
  return tenants.run(tenantId, run)
}

export function currentTenant() {
  const tenantId = tenants.getStore()
  if (tenantId === undefined) throw new NoTenantError()
  return tenantId
}

export function currentTenantOrUndefined() {
  return tenants.getStore()
}
