// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import type { GetFunctionInput, Inngest, InngestFunction } from 'inngest'
import type { ResultOf } from './single-event.js'
import type { EventName, JobEvents } from './payloads.js'

/** Options of Inngest's `createFunction`, without the triggers. */
export type JobFunctionOptions = Omit<
  InngestFunction.Options<InngestFunction.Trigger<string>[], never>,
  'triggers' | 'onFailure' | 'id'
> & {
  /** The function's id; by default the event's task id, such as `order-created`. */
  readonly id?: string
}

/** The event that triggers a function; `if` is a CEL expression that filters its events. */
export type JobTrigger<E extends EventName> = { readonly event: E; readonly if?: string }

/** A received event; `data` is the payload. */
export type JobEvent<E extends EventName> = {
  readonly id: string
  readonly name: E
  readonly ts: number
  readonly data: JobEvents[E]
}

/** Inngest's handler context with the event's typed payload. */
export type JobContext<Client extends Inngest.Any, E extends EventName> = Omit<
  GetFunctionInput<Client>,
  'event' | 'events'
> & { readonly event: JobEvent<E>; readonly events: readonly [JobEvent<E>, ...JobEvent<E>[]] }

/**
 * Declares the handler of an event as an Inngest function.
 *
 * The payload is validated, unknown fields of a newer sender are removed, and the handler and its steps run in the context
 * of the payload's tenant. `retries` replaces the catalog's number of attempts. An invalid payload is not retried.
 */
export declare function createFunction<Client extends Inngest.Any, const E extends EventName, Output extends ResultOf<E>>(
  client: Client,
  options: JobFunctionOptions,
  trigger: JobTrigger<E>,
  handler: (context: JobContext<Client, E>) => Promise<Output> | Output,
): InngestFunction.Any

/** An Inngest client with a `createFunction` that is typed by the catalog. */
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
 * Adds a `createFunction` that is typed by the catalog to a client.
 *
 * @example
 * ```ts
 * export const inngest = withJobs(new Inngest({ id: 'shop' }))
 * ```
 */
export declare function withJobs<Client extends Inngest.Any>(client: Client): JobInngest<Client>
