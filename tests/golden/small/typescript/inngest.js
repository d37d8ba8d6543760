// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { Middleware, NonRetriableError } from 'inngest'
import { EVENTS } from './catalog.js'
import { InvalidOptionError, JobsError } from './errors.js'
import { currentEventName } from './events.js'
import { readPayload } from './read-payload.js'
import { withTenant } from './tenant.js'

/** @typedef {import('inngest').Inngest.Any} Client */
/** @typedef {import('./payloads.js').EventName} EventName */
/** @typedef {NonNullable<import('./inngest.js').JobFunctionOptions['retries']>} Retries */

/** Keys next to the payload's fields: the job's headers and metadata, and the server's own data. */
const METADATA_KEYS = new Set(['_cgk', '_inngest'])

/** Expression for the priority that a job was sent with. */
const SENT_PRIORITY = 'has(event.data._cgk) && has(event.data._cgk.priority) ? int(event.data._cgk.priority) : 0'

/** Middleware that runs the functions of steps in the payload's tenant; Inngest calls them outside of the handler. */
class TenantMiddleware extends Middleware.BaseMiddleware {
  /** @override */
  id = 'cgk-tenant'

  /**
   * @override
   * @param {Middleware.WrapStepHandlerArgs} step
   */
  async wrapStepHandler({ ctx, next }) {
    return withTenant(ctx.event.data.tenantId, next)
  }
}

/** @type {typeof import('./inngest.js').createFunction} */
export function createFunction(client, options, trigger, handler) {
  const current = currentEventName(trigger.event)
  const { taskId, retry, description, formerNames = [] } = EVENTS[current]
  refuseMixedBatches(current, options)
  // Inngest accepts at most 20 retries.
  const retries = /** @type {Retries} */ (Math.min(retry.maxAttempts - 1, 20))
  // Inngest does not support a priority of batches.
  const priority = options.batchEvents === undefined ? { priority: { run: SENT_PRIORITY } } : {}
  // Jobs that were sent under a former name run the same handler.
  const triggers = [current, ...formerNames].map((event) => ({ ...trigger, event }))
  return client.createFunction(
    {
      id: taskId,
      description,
      retries,
      ...priority,
      ...options,
      ...turnsOfTenants(current, options),
      middleware: [TenantMiddleware, ...(options.middleware ?? [])],
      triggers,
    },
    async (/** @type {any} */ context) => {
      const events = context.events.map((/** @type {{ data: object }} */ event) => ({
        ...event,
        name: current,
        data: readOrAbort(current, event.data),
      }))
      const [event] = events
      const tenantId = event.data.tenantId
      if (events.some((/** @type {any} */ { data }) => data.tenantId !== tenantId)) {
        throw new NonRetriableError(describeMixedBatch(current, 'holds'))
      }
      return withTenant(tenantId, () => handler({ ...context, event, events }))
    },
  )
}

/**
 * Returns the concurrency of a function whose tenants take turns, as in Python: Inngest has a queue for each value of a
 * limit's key, and takes jobs from all of them in turn. A limit per tenant as high as the one over all slows no tenant down.
 *
 * @param {EventName} event
 * @param {import('./inngest.js').JobFunctionOptions} options
 * @returns {Pick<import('./inngest.js').JobFunctionOptions, 'concurrency'>}
 */
function turnsOfTenants(event, { concurrency = [] }) {
  if (EVENTS[event].fairness !== 'tenant') return {}
  const key = 'event.data.tenantId'
  const limits = [concurrency].flat().map((limit) => (typeof limit === 'number' ? { limit } : limit))
  const [total, perTenant = { limit: total?.limit ?? 0, key }] = limits
  if (total === undefined || total.key !== undefined || perTenant.key !== key || limits.length > 2) {
    throw new InvalidOptionError(
      `Event "${event}" has \`fairness: tenant\`; set concurrency to a limit over all tenants, which they share in turns, ` +
        `and at most one more, with the key '${key}'`,
    )
  }
  return { concurrency: [total, perTenant] }
}

/**
 * Refuses batches without a key by tenant: a handler runs in the context of a single tenant.
 *
 * @param {EventName} event
 * @param {import('./inngest.js').JobFunctionOptions} options
 */
function refuseMixedBatches(event, { batchEvents }) {
  if (batchEvents !== undefined && !batchEvents.key?.includes('event.data.tenantId')) {
    throw new InvalidOptionError(describeMixedBatch(event, 'could hold'))
  }
}

/**
 * @param {EventName} event
 * @param {'holds' | 'could hold'} verb
 */
function describeMixedBatch(event, verb) {
  return `A batch of "${event}" ${verb} events of several tenants; set batchEvents: { key: 'event.data.tenantId' }`
}

/** @type {typeof import('./inngest.js').withJobs} */
export function withJobs(client) {
  return {
    client,
    createFunction: (options, trigger, handler) => createFunction(client, options, trigger, handler),
  }
}

/**
 * @template {EventName} E
 * @param {E} event
 * @param {unknown} payload
 */
function readOrAbort(event, payload) {
  try {
    return readPayload(event, withoutMetadata(payload))
  } catch (error) {
    throw error instanceof JobsError ? new NonRetriableError(error.message, { cause: error }) : error
  }
}

/** @param {unknown} payload */
function withoutMetadata(payload) {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return payload
  return Object.fromEntries(Object.entries(payload).filter(([name]) => !METADATA_KEYS.has(name)))
}
