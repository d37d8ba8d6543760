import type { schedules, Task, TaskOptions } from '@trigger.dev/sdk'
import type { ScheduleName } from './catalog.js'
import type { IsSingleEvent, ResultOf } from './single-event.js'
import type { EventName, JobEvents } from './payloads.js'

/** The task id of an event: `order-created` for `order.created`. */
export type TaskId<Name extends string> = Name extends `${infer Head}.${infer Tail}` ? `${Head}-${TaskId<Tail>}` : Name

/** Options of Trigger.dev's `task` without the id; `run` receives the event's payload. */
export type JobTaskOptions<E extends EventName, Output> = Omit<TaskOptions<TaskId<E>, JobEvents[E], Output>, 'id'>

/** Options of Trigger.dev's `schedules.task` without those that the catalog sets. */
export type JobScheduleOptions<Output> = Omit<Parameters<typeof schedules.task<string, Output, object>>[0], 'id' | 'cron'>

/** The task of an event; for a union of events, any of their tasks. */
export type JobTask<E extends EventName, Output> = IsSingleEvent<E> extends 0
  ? { readonly [Name in E]: Task<TaskId<Name>, JobEvents[Name], Output> }[E]
  : Task<TaskId<E>, JobEvents[E], Output>

/**
 * Declares the handler of an event as a Trigger.dev task.
 *
 * The payload is validated, unknown fields of a newer sender are removed, and `run` and the hooks run in the context of
 * the payload's tenant. `retry` replaces the catalog's retry settings. An invalid payload is not retried.
 *
 * Send with `sendJob`: the task's own `trigger()` checks neither payload nor tenant, and its runs lack the tenant's tag.
 */
export declare function task<const E extends EventName, Output extends ResultOf<E>>(
  event: E,
  options: JobTaskOptions<E, Output>,
): JobTask<E, Output>

/**
 * Declares the handler of a schedule, with the cron expression and timezone of the catalog.
 *
 * If it fails, it is called again, up to three times in all; `retry` replaces this.
 */
export declare function schedule<Output>(
  name: ScheduleName,
  options: JobScheduleOptions<Output>,
): ReturnType<typeof schedules.task<string, Output, object>>
