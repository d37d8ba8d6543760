// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { JobsError } from './errors.js'
import { readPayload } from './read-payload.js'
import { withTenant } from './tenant.js'
import { isTenantId } from './tenant-id.js'

/** @typedef {(params: any) => unknown} Hook */

const HOOKS = [
  'init', 'cleanup', 'middleware', 'onStart', 'onStartAttempt', 'onWait', 'onResume', 'onSuccess', 'onFailure',
  'onComplete', 'onCancel', 'catchError', 'handleError',
]

/**
 * Wraps a task's hooks: like the handler, they receive the parsed payload, in the context of its tenant. An invalid payload
 * is passed on as it arrived, in its tenant's context if it has a tenant.
 *
 * @param {import('./payloads.js').EventName} event
 * @param {object} options
 * @returns {{ readonly [name: string]: Hook }}
 */
export function withTenantHooks(event, options) {
  const hooks = Object.entries(options).filter(([name, hook]) => HOOKS.includes(name) && typeof hook === 'function')
  return Object.fromEntries(hooks.map(([name, hook]) => [name, wrapHook(event, hook)]))
}

/**
 * @param {import('./payloads.js').EventName} event
 * @param {Hook} hook
 * @returns {Hook}
 */
function wrapHook(event, hook) {
  return (params) => {
    const payload = readIfValid(event, params.payload)
    const tenantId = /** @type {{ tenantId?: unknown } | null | undefined} */ (payload)?.tenantId
    const call = () => hook({ ...params, payload })
    return isTenantId(tenantId) ? withTenant(tenantId, call) : call()
  }
}

/**
 * @param {import('./payloads.js').EventName} event
 * @param {unknown} payload
 * @returns {unknown}
 */
function readIfValid(event, payload) {
  try {
    return readPayload(event, payload)
  } catch (error) {
    if (error instanceof JobsError) return payload
    throw error
  }
}
