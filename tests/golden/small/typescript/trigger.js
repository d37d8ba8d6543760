// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { AbortTaskRunError, schedules, task as triggerTask } from '@trigger.dev/sdk'
import { EVENTS, SCHEDULES } from './catalog.js'
import { JobsError } from './errors.js'
import { currentEventName } from './events.js'
import { withTenantHooks } from './hooks.js'
import { readPayload } from './read-payload.js'
import { withTenant } from './tenant.js'

/**
 * @template {import('./payloads.js').EventName} E
 * @template {import('./single-event.js').ResultOf<E>} Output
 * @param {E} event
 * @param {import('./trigger.js').JobTaskOptions<E, Output>} options
 * @returns {import('./trigger.js').JobTask<E, Output>}
 */
export function task(event, options) {
  const { taskId, formerTaskIds = [], retry, description } = EVENTS[currentEventName(event)]
  /** @type {Omit<import('@trigger.dev/sdk').TaskOptions<string, import('./payloads.js').JobEvents[E], Output>, 'id'>} */
  const definition = {
    description,
    retry,
    ...options,
    ...withTenantHooks(currentEventName(event), options),
    run: async (payload, params) => {
      const parsed = readOrAbort(event, payload)
      return withTenant(parsed.tenantId, () => options.run(parsed, params))
    },
  }
  // Declaring a task registers it, so jobs that were sent under a former name run the same handler.
  for (const id of formerTaskIds) triggerTask({ ...definition, id })
  return triggerTask({ ...definition, id: /** @type {import('./trigger.js').TaskId<E>} */ (taskId) })
}

const SCHEDULE_RETRY = { maxAttempts: 3, factor: 2, minTimeoutInMs: 1000, maxTimeoutInMs: 60000 }

/**
 * @template Output
 * @param {import('./catalog.js').ScheduleName} name
 * @param {import('./trigger.js').JobScheduleOptions<Output>} options
 */
export function schedule(name, options) {
  const { taskId, cron, timezone } = SCHEDULES[name]
  return schedules.task({ retry: SCHEDULE_RETRY, ...options, id: taskId, cron: { pattern: cron, timezone } })
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
