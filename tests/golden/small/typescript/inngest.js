// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
import { NonRetriableError } from 'inngest'
import { readPayload } from './arrival.js'
import { EVENTS } from './catalog.js'
import { InvalidOptionError, JobsError } from './errors.js'
import { nameToday } from './events.js'
import { withTenant } from './tenant.js'

/** @typedef {import('inngest').Inngest.Any} Client */
/** @typedef {import('./payloads.js').EventName} EventName */

/** What Python senders and the server put beside the payload: headers and metadata of the job, their own notes. */
const BESIDE = new Set(['_cgk', '_inngest'])

/** @type {typeof import('./inngest.js').createFunction} */
export function createFunction(client, options, trigger, handler) {
  const today = nameToday(trigger.event)
  const { taskId, retry, description, aliases = [] } = EVENTS[today]
  refuseMixedBatches(today, options)
  const retries = /** @type {import('./inngest.js').JobFunctionOptions['retries']} */ (Math.min(retry.maxAttempts - 1, 20))
  // Jobs under a former name find the same handler.
  const triggers = [today, ...aliases].map((event) => ({ ...trigger, event }))
  return client.createFunction(
    { id: taskId, description, ...(retries === undefined ? {} : { retries }), ...options, triggers },
    async (/** @type {any} */ context) => {
      const events = context.events.map((/** @type {{ data: object }} */ event) => ({
        ...event,
        name: today,
        data: readOrAbort(today, event.data),
      }))
      const [event] = events
      return withTenant(event.data.tenantId, () => handler({ ...context, event, events }))
    },
  )
}

/**
 * A handler stands in one tenant's context, so a batch must not hold the events of two.
 *
 * @param {EventName} event
 * @param {import('./inngest.js').JobFunctionOptions} options
 */
function refuseMixedBatches(event, { batchEvents }) {
  if (batchEvents !== undefined && !batchEvents.key?.includes('event.data.tenantId')) {
    throw new InvalidOptionError(
      `The function of "${event}" would get events of several tenants at once; say batchEvents: { key: 'event.data.tenantId' }`,
    )
  }
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
    return readPayload(event, withoutNotes(payload))
  } catch (error) {
    throw error instanceof JobsError ? new NonRetriableError(error.message, { cause: error }) : error
  }
}

/** @param {unknown} payload */
function withoutNotes(payload) {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return payload
  return Object.fromEntries(Object.entries(payload).filter(([name]) => !BESIDE.has(name)))
}
