// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import type { JobsError } from './errors.js'
import type { IsSingleEvent, PayloadOf } from './single-event.js'
import type { EventName, JobInputs } from './payloads.js'

/** Options of a send. A send with an option that the provider does not support is refused; no option is ignored. */
export type SendOptions = {
  /** Run the job after this many seconds. */
  readonly delay?: number
  /** Run the job at this time. Not together with `delay`. */
  readonly at?: Date
  /** Sends of one event and tenant with the same key start one run. */
  readonly idempotencyKey?: string
  /** Seconds for which the key is valid; by default the provider's. */
  readonly idempotencyKeyTtl?: number
  /** The number of attempts, including the first one; replaces the task's setting. */
  readonly maxAttempts?: number
  /** The provider's queue to wait in. */
  readonly queue?: string
  /** Jobs with the same key share one concurrency limit; the task's limit applies to each key. */
  readonly concurrencyKey?: string
  /** Run before jobs that were sent up to this many seconds earlier. */
  readonly priority?: number
  /** Drop the job if it has waited this many seconds. */
  readonly ttl?: number
  /** Labels to find the run by. */
  readonly tags?: readonly string[]
  /** Your own data next to the payload, as JSON. */
  readonly metadata?: Readonly<Record<string, unknown>>
  /** Allow a job for another tenant than the current one. */
  readonly crossTenant?: boolean
}

/** Validated options as passed to a provider: the idempotency key is scoped to tenant and event. */
export type ResolvedOptions = Omit<SendOptions, 'crossTenant'>

/** A sent job. */
export type JobHandle<E extends EventName = EventName> = {
  /** The run's id at the provider. */
  readonly id: string
  readonly event: E
  /** The provider's name, such as `trigger.dev`. */
  readonly provider: string
}

/** An item of a batch, for one event. */
export type JobItemOf<E extends EventName> = {
  readonly event: E
  readonly payload: JobInputs[E]
  readonly options?: SendOptions
}

/** An item of a batch, for any of several events; each event requires its own payload. */
export type JobItem<Events extends EventName = EventName> = { readonly [E in Events]: JobItemOf<E> }[Events]

/** A job as passed to a provider. */
export type JobMessage = {
  readonly event: EventName
  /** The id of the event's task at the provider, such as `order-created`. */
  readonly taskId: string
  readonly tenantId: string
  /** The payload as a JSON document, with tenantId. */
  readonly document: string
  readonly options: ResolvedOptions
}

/** Backend that jobs are sent to. The environment configures the built-in ones. */
export type JobProvider = {
  readonly name: string
  /** The supported options; a send with another one is refused. */
  readonly supportedOptions: ReadonlySet<keyof ResolvedOptions>
  /** The size limit of a payload. */
  readonly maxPayloadBytes: number
  /** Sends jobs and returns a run id or an error for each, in their order. */
  send(messages: readonly JobMessage[]): Promise<readonly (string | JobsError)[]>
}

/** Client that sends jobs through one provider. */
export type JobClient = {
  readonly provider: JobProvider
  sendJob<E extends EventName>(event: E, payload: PayloadOf<E>, options?: SendOptions): Promise<JobHandle<E>>
  sendJobs: typeof sendJobs
  sendJobDynamic: typeof sendJobDynamic
}

/** Options of `createJobClient`. */
export type JobClientOptions = {
  /** A provider or its name; by default the environment's. */
  readonly provider?: JobProvider | 'trigger.dev' | 'inngest' | 'local' | 'dev'
  /** Replaces `process.env`, which takes precedence over `.env.local`. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** The folder to search for `.env.local` and a running `cgk dev`; by default the working directory. */
  readonly directory?: string
}

/**
 * `parcel.posted` is deprecated.
 *
 * @deprecated use parcel.sent instead; removed in version 2
 */
export declare function sendJob(
  event: "parcel.posted",
  payload: JobInputs["parcel.posted"],
  options?: SendOptions,
): Promise<JobHandle<"parcel.posted">>

/**
 * Sends a job through the provider that the environment configures.
 *
 * @throws {@link InvalidPayloadError} The payload is invalid; the error names every problem.
 * @throws {@link JobsError} No provider is configured, or it refused the job.
 */
export declare function sendJob<E extends EventName>(
  event: E,
  payload: PayloadOf<E>,
  options?: SendOptions,
): Promise<JobHandle<E>>

/**
 * Sends a job whose event is only known at run time. An event's former name is accepted; the payload is validated as usual.
 *
 * @throws {@link UnknownEventError} The catalog has no such event.
 * @throws {@link InvalidPayloadError} The payload is invalid; the error names every problem.
 * @throws {@link JobsError} No provider is configured, or it refused the job.
 */
export declare function sendJobDynamic(event: string, payload: unknown, options?: SendOptions): Promise<JobHandle>

/**
 * Sends a batch of one event or of several. Nothing is sent unless every item is valid.
 *
 * @throws {@link BatchError} Items are invalid, or the provider refused some; the error names each with its index.
 */
export declare function sendJobs<const Events extends readonly EventName[]>(items: {
  readonly [At in keyof Events]: IsSingleEvent<Events[At]> extends 0 ? JobItem<Events[At]> : JobItemOf<Events[At]>
}): Promise<{ readonly [At in keyof Events]: JobHandle<Events[At]> }>

/**
 * Creates a separate client.
 *
 * @throws {@link ConfigurationError} No provider is configured, or a setting is missing or invalid.
 */
export declare function createJobClient(options?: JobClientOptions): JobClient

/** Replaces the client that `sendJob` uses, and returns the previous one. Pass undefined to restore the environment's. */
export declare function setJobClient(client: JobClient | undefined): JobClient | undefined
