// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import type { EventName } from './payloads.js'

/** The catalog's version, which is sent with every job. */
export declare const CATALOG_VERSION: string

/** The regular expression of tenant ids. */
export declare const TENANT_PATTERN: string

/** The number of attempts of a failing job, and the delays between them. */
export type Retry = {
  /** The number of attempts, including the first one. */
  readonly maxAttempts: number
  readonly factor: number
  readonly minTimeoutInMs: number
  readonly maxTimeoutInMs: number
}

/** An event of the catalog. */
export type EventDefinition = {
  /** The id of its task at the provider. */
  readonly taskId: string
  readonly category: keyof typeof EVENT_CATEGORIES
  readonly description: string
  readonly retry: Retry
  /** Tenants take turns, or jobs start in the order of sending; absent for the provider's default. */
  readonly fairness?: 'tenant' | 'none'
  /** Its former names; jobs that were sent under them are still handled. */
  readonly formerNames?: readonly string[]
  /** The ids of its tasks under former names. */
  readonly formerTaskIds?: readonly string[]
  /** Defaults of fields that older senders omit. */
  readonly arrival?: Readonly<Record<string, unknown>>
}

/** The events by name. */
export declare const EVENTS: Readonly<Record<EventName, EventDefinition>>

/** The categories with their events, in the order of the catalog. */
export declare const EVENT_CATEGORIES: {
  readonly parcels: readonly [
    "parcel.sent",
    "parcel.packed",
    "parcel.posted",
  ]
  readonly odds: readonly [
    "odd.names",
    "odd/empty",
    "odd.formats",
    "odd.open",
  ]
  readonly unused: readonly [
  ]
  readonly bills: readonly [
    "bill.paid",
    "bill.settled",
  ]
}

/** The number of events. */
export declare const TOTAL_EVENT_COUNT: number

/** A schedule of the catalog. */
export type ScheduleDefinition = {
  /** The id of its task at the provider. */
  readonly taskId: string
  /** Five fields: minute, hour, day of month, month, day of week. */
  readonly cron: string
  /** An IANA name, such as America/New_York. */
  readonly timezone: string
  readonly description: string
  /** The event it sends to every tenant; absent if the schedule has its own handler. */
  readonly event?: EventName
  /** The event's payload without tenantId. */
  readonly payload?: Readonly<Record<string, unknown>>
}

/** The names of all schedules. */
export type ScheduleName =
  | "parcel.nightly"
  | "parcel.weekly"
  | "bill.remind"

/** The schedules by name. */
export declare const SCHEDULES: Readonly<Record<ScheduleName, ScheduleDefinition>>
