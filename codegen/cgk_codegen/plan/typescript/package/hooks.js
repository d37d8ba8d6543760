// What Trigger.dev tells a task beside `run`, as the task's handler is told: the payload read, in its tenant's context.
import { readPayload } from './arrival.js'
import { JobsError } from './errors.js'
import { withTenant } from './tenant.js'
import { isTenantId } from './tenant-id.js'

/** @typedef {(told: any) => unknown} Hook */

const HOOKS = [
  'init', 'cleanup', 'middleware', 'onStart', 'onStartAttempt', 'onWait', 'onResume', 'onSuccess', 'onFailure',
  'onComplete', 'onCancel', 'catchError', 'handleError',
]

/**
 * A task's hooks; of a payload that cannot be read they are told what arrived, in the tenant's context if it has one.
 *
 * @param {import('./payloads.js').EventName} event
 * @param {object} options
 * @returns {{ readonly [name: string]: Hook }}
 */
export function hooksInTenant(event, options) {
  const hooks = Object.entries(options).filter(([name, hook]) => HOOKS.includes(name) && typeof hook === 'function')
  return Object.fromEntries(hooks.map(([name, hook]) => [name, inTenant(event, hook)]))
}

/**
 * @param {import('./payloads.js').EventName} event
 * @param {Hook} hook
 * @returns {Hook}
 */
function inTenant(event, hook) {
  return (told) => {
    const payload = asFarAsRead(event, told.payload)
    const tenantId = /** @type {{ tenantId?: unknown } | null | undefined} */ (payload)?.tenantId
    const tell = () => hook({ ...told, payload })
    return isTenantId(tenantId) ? withTenant(tenantId, tell) : tell()
  }
}

/**
 * @param {import('./payloads.js').EventName} event
 * @param {unknown} payload
 * @returns {unknown}
 */
function asFarAsRead(event, payload) {
  try {
    return readPayload(event, payload)
  } catch (error) {
    if (error instanceof JobsError) return payload
    throw error
  }
}
