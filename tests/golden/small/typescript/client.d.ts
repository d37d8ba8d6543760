// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
import type { JobsError } from './errors.js'
import type { EventCount, PayloadOf } from './one.js'
import type { EventName, JobEvents } from './payloads.js'

/** What a send may ask for beyond event and payload; a provider that cannot honour one refuses the send. */
export type SendOptions = {
  /** Run it this many seconds later. */
  readonly delay?: number
  /** Run it then; not together with `delay`. */
  readonly at?: Date
  /** Sends of one event for one tenant with the same key make one run. */
  readonly idempotencyKey?: string
  /** How many seconds the key holds; the provider's own default otherwise. */
  readonly idempotencyKeyTtl?: number
  /** All attempts, the first one included; instead of the task's figure. */
  readonly maxAttempts?: number
  /** The queue to wait in, by its name at the provider. */
  readonly queue?: string
  /** Jobs with the same key share the task's concurrency; other keys have their own. */
  readonly concurrencyKey?: string
  /** Jump ahead of jobs that were sent up to this many seconds earlier. */
  readonly priority?: number
  /** Do not run it any more when it has waited this many seconds. */
  readonly ttl?: number
  /** Labels to find the run by. */
  readonly tags?: readonly string[]
  /** Data of your own beside the payload, as JSON. */
  readonly metadata?: Readonly<Record<string, unknown>>
  /** This job is meant for another tenant than the one whose context it is sent in. */
  readonly crossTenant?: boolean
}

/** Options as a provider is handed them: checked, the idempotency key scoped to tenant and event. */
export type ResolvedOptions = Omit<SendOptions, 'crossTenant'>

/** A job that was sent. */
export type JobHandle<E extends EventName = EventName> = {
  /** What the provider knows it by. */
  readonly id: string
  readonly event: E
  /** The provider's name, such as `trigger.dev`. */
  readonly provider: string
}

/** One job of a batch, of one event. */
export type JobItemOf<E extends EventName> = {
  readonly event: E
  readonly payload: JobEvents[E]
  readonly options?: SendOptions
}

/** One job of a batch, of any of some events: each with its own payload. */
export type JobItem<Events extends EventName = EventName> = { readonly [E in Events]: JobItemOf<E> }[Events]

/** A job as a provider is handed it. */
export type JobMessage = {
  readonly event: EventName
  /** The id the providers know the event's task by, such as `order-created`. */
  readonly taskId: string
  readonly tenantId: string
  /** The payload as one JSON document; it carries tenantId. */
  readonly document: string
  readonly options: ResolvedOptions
}

/** Where jobs go; the three built-in ones are made from the environment. */
export type JobProvider = {
  readonly name: string
  /** The options it honours; a send with another one is refused. */
  readonly supportedOptions: ReadonlySet<keyof ResolvedOptions>
  /** No payload may be larger. */
  readonly maxPayloadBytes: number
  /** Sends jobs and gives, in their order, an id or what went wrong for each. */
  send(messages: readonly JobMessage[]): Promise<readonly (string | JobsError)[]>
}

/** Sends jobs through one provider. */
export type JobClient = {
  readonly provider: JobProvider
  sendJob<E extends EventName>(event: E, payload: PayloadOf<E>, options?: SendOptions): Promise<JobHandle<E>>
  sendJobs: typeof sendJobs
  sendJobDynamic: typeof sendJobDynamic
}

/** How to make a client. */
export type JobClientOptions = {
  /** A provider, or the name of one; the environment chooses otherwise. */
  readonly provider?: JobProvider | 'trigger.dev' | 'inngest' | 'local'
  /** Instead of `process.env`, over which `.env.local` does not win. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Where `.env.local` and a running `cgk dev` are looked for, instead of the working directory. */
  readonly directory?: string
}

/**
 * `parcel.posted` is deprecated.
 *
 * @deprecated use parcel.sent instead; goes with version 2
 */
export declare function sendJob(
  event: "parcel.posted",
  payload: JobEvents["parcel.posted"],
  options?: SendOptions,
): Promise<JobHandle<"parcel.posted">>

/**
 * Sends a job through the provider that the environment names.
 *
 * @throws {@link InvalidPayloadError} The payload does not fit; every problem is named.
 * @throws {@link JobsError} No provider is configured, or it refused the job.
 */
export declare function sendJob<E extends EventName>(
  event: E,
  payload: PayloadOf<E>,
  options?: SendOptions,
): Promise<JobHandle<E>>

/**
 * Sends a job whose event is only known at run time, also by a former name; the catalog judges it as any other.
 *
 * @throws {@link UnknownEventError} The catalog has no such event.
 * @throws {@link InvalidPayloadError} The payload does not fit; every problem is named.
 * @throws {@link JobsError} No provider is configured, or it refused the job.
 */
export declare function sendJobDynamic(event: string, payload: unknown, options?: SendOptions): Promise<JobHandle>

/**
 * Sends a batch; nothing is sent unless every item is valid.
 *
 * @throws {@link BatchError} Items are not valid, or the provider took only some; each is named with its place.
 */
export declare function sendJobs<const Events extends readonly EventName[]>(items: {
  readonly [At in keyof Events]: EventCount<Events[At]> extends 0 ? JobItem<Events[At]> : JobItemOf<Events[At]>
}): Promise<{ readonly [At in keyof Events]: JobHandle<Events[At]> }>

/**
 * Makes a client of its own.
 *
 * @throws {@link ConfigurationError} Nothing names a provider, or its settings are wrong.
 */
export declare function createJobClient(options?: JobClientOptions): JobClient

/** Makes another client the one that `sendJob` uses, or has it made from the environment again; gives the one before. */
export declare function setJobClient(client: JobClient | undefined): JobClient | undefined
