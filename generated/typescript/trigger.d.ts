// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
import type { schedules, Task, TaskOptions } from '@trigger.dev/sdk'
import type { ScheduleName } from './catalog.js'
import type { EventCount, ResultOf } from './one.js'
import type { EventName, JobEvents } from './payloads.js'

/** The id of an event's task: `order.created` is `order-created`. */
export type TaskId<Name extends string> = Name extends `${infer Head}.${infer Tail}` ? `${Head}-${TaskId<Tail>}` : Name

/** What `task` of Trigger.dev takes, without the id; `run` gets the event's payload. */
export type JobTaskOptions<E extends EventName, Output> = Omit<TaskOptions<TaskId<E>, JobEvents[E], Output>, 'id'>

/** What `schedules.task` of Trigger.dev takes, without what the catalog says. */
export type JobScheduleOptions<Output> = Omit<Parameters<typeof schedules.task<string, Output, object>>[0], 'id' | 'cron'>

/** The task of an event; of several events it is any of their tasks, none of which takes another's payload. */
export type JobTask<E extends EventName, Output> = EventCount<E> extends 0
  ? { readonly [Name in E]: Task<TaskId<Name>, JobEvents[Name], Output> }[E]
  : Task<TaskId<E>, JobEvents[E], Output>

/**
 * Declares the handler of an event as a Trigger.dev task.
 *
 * The payload is validated on arrival, fields of a newer sender are left out, and `run` and the hooks stand in its
 * tenant's context.
 * The catalog's retry figures hold unless `retry` says otherwise; a payload that does not fit is never retried.
 */
export declare function task<const E extends EventName, Output extends ResultOf<E>>(
  event: E,
  options: JobTaskOptions<E, Output>,
): JobTask<E, Output>

/** Declares the handler of a schedule of the catalog, with its cron and timezone. */
export declare function schedule<Output>(
  name: ScheduleName,
  options: JobScheduleOptions<Output>,
): ReturnType<typeof schedules.task<string, Output, object>>
