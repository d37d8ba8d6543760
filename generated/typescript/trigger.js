// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
import { AbortTaskRunError, schedules, task as triggerTask } from '@trigger.dev/sdk'
import { EVENTS, SCHEDULES } from './catalog.js'
import { JobsError } from './errors.js'
import { withTenant } from './tenant.js'
import { readPayload } from './validation.js'

/**
 * @template {import('./payloads.js').EventName} E
 * @template {import('./payloads.js').JobResults[E]} Output
 * @param {E} event
 * @param {import('./trigger.js').JobTaskOptions<E, Output>} options
 * @returns {import('@trigger.dev/sdk').Task<import('./trigger.js').TaskId<E>, import('./payloads.js').JobEvents[E], Output>}
 */
export function task(event, options) {
  const { taskId, retry, description } = EVENTS[event]
  const id = /** @type {import('./trigger.js').TaskId<E>} */ (taskId)
  return triggerTask({
    description,
    retry,
    ...options,
    id,
    run: async (payload, params) => {
      const arrived = readOrAbort(event, payload)
      return withTenant(arrived.tenantId, () => options.run(arrived, params))
    },
  })
}

/**
 * @template Output
 * @param {import('./catalog.js').ScheduleName} name
 * @param {import('./trigger.js').JobScheduleOptions<Output>} options
 */
export function schedule(name, options) {
  const { taskId, cron, timezone } = SCHEDULES[name]
  return schedules.task({ ...options, id: taskId, cron: { pattern: cron, timezone } })
}

/**
 * @template {import('./payloads.js').EventName} E
 * @param {E} event
 * @param {unknown} payload
 */
function readOrAbort(event, payload) {
  try {
    return readPayload(event, payload)
  } catch (error) {
    throw error instanceof JobsError ? new AbortTaskRunError(error.message) : error
  }
}
