// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
import { AbortTaskRunError, schedules, task as triggerTask } from '@trigger.dev/sdk'
import { readPayload } from './arrival.js'
import { EVENTS, SCHEDULES } from './catalog.js'
import { JobsError } from './errors.js'
import { nameToday, taskIdOf } from './events.js'
import { hooksInTenant } from './hooks.js'
import { withTenant } from './tenant.js'

/**
 * @template {import('./payloads.js').EventName} E
 * @template {import('./one.js').ResultOf<E>} Output
 * @param {E} event
 * @param {import('./trigger.js').JobTaskOptions<E, Output>} options
 * @returns {import('./trigger.js').JobTask<E, Output>}
 */
export function task(event, options) {
  const { taskId, retry, description, aliases = [] } = EVENTS[nameToday(event)]
  /** @type {Omit<import('@trigger.dev/sdk').TaskOptions<string, import('./payloads.js').JobEvents[E], Output>, 'id'>} */
  const handled = {
    description,
    retry,
    ...options,
    ...hooksInTenant(nameToday(event), options),
    run: async (payload, params) => {
      const arrived = readOrAbort(event, payload)
      return withTenant(arrived.tenantId, () => options.run(arrived, params))
    },
  }
  // Trigger.dev knows a task from when it is declared: jobs under a former name find the same handler.
  for (const alias of aliases) triggerTask({ ...handled, id: taskIdOf(alias) })
  return triggerTask({ ...handled, id: /** @type {import('./trigger.js').TaskId<E>} */ (taskId) })
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
