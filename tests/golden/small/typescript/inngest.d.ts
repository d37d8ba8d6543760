// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
import type { GetFunctionInput, Inngest, InngestFunction } from 'inngest'
import type { ResultOf } from './one.js'
import type { EventName, JobEvents } from './payloads.js'

/** What `createFunction` of Inngest takes beside the trigger. */
export type JobFunctionOptions = Omit<
  InngestFunction.Options<InngestFunction.Trigger<string>[], never>,
  'triggers' | 'onFailure' | 'id'
> & {
  /** The function's id; the event's task id otherwise, such as `order-created`. */
  readonly id?: string
}

/** The event a function runs for; `if` is a CEL expression on it. */
export type JobTrigger<E extends EventName> = { readonly event: E; readonly if?: string }

/** An event as it arrives; `data` is its payload. */
export type JobEvent<E extends EventName> = {
  readonly id: string
  readonly name: E
  readonly ts: number
  readonly data: JobEvents[E]
}

/** What a handler gets: Inngest's own context, with the event's payload typed. */
export type JobContext<Client extends Inngest.Any, E extends EventName> = Omit<
  GetFunctionInput<Client>,
  'event' | 'events'
> & { readonly event: JobEvent<E>; readonly events: readonly [JobEvent<E>, ...JobEvent<E>[]] }

/**
 * Declares the handler of an event as an Inngest function.
 *
 * The payload is validated on arrival, fields of a newer sender are left out, and the handler stands in its tenant's
 * context. The catalog's number of attempts holds unless `retries` says otherwise; a payload that does not fit is never
 * retried.
 */
export declare function createFunction<Client extends Inngest.Any, const E extends EventName, Output extends ResultOf<E>>(
  client: Client,
  options: JobFunctionOptions,
  trigger: JobTrigger<E>,
  handler: (context: JobContext<Client, E>) => Promise<Output> | Output,
): InngestFunction.Any

/** An Inngest client whose `createFunction` knows the catalog. */
export type JobInngest<Client extends Inngest.Any> = {
  /** The client itself, for `serve`. */
  readonly client: Client
  createFunction<const E extends EventName, Output extends ResultOf<E>>(
    options: JobFunctionOptions,
    trigger: JobTrigger<E>,
    handler: (context: JobContext<Client, E>) => Promise<Output> | Output,
  ): InngestFunction.Any
}

/**
 * Gives a client a `createFunction` that knows the catalog.
 *
 * @example
 * ```ts
 * export const inngest = withJobs(new Inngest({ id: 'shop' }))
 * ```
 */
export declare function withJobs<Client extends Inngest.Any>(client: Client): JobInngest<Client>
