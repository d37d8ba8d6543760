// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
import type { EventName } from './payloads.js'

/** The version of the catalog, which every job carries. */
export declare const CATALOG_VERSION: string

/** The regular expression that every tenant id matches. */
export declare const TENANT_PATTERN: string

/** How often and how far apart a failed job is tried again. */
export type Retry = {
  /** All attempts, the first one included. */
  readonly maxAttempts: number
  readonly factor: number
  readonly minTimeoutInMs: number
  readonly maxTimeoutInMs: number
}

/** An event of the catalog. */
export type EventDefinition = {
  /** The id the providers know its task by. */
  readonly taskId: string
  readonly category: keyof typeof EVENT_CATEGORIES
  readonly description: string
  readonly retry: Retry
  /** Its former names, whose jobs are still handled. */
  readonly aliases?: readonly string[]
  /** What a job of an older sender gets for fields it lacks. */
  readonly arrival?: Readonly<Record<string, unknown>>
}

/** Every event by its name. */
export declare const EVENTS: Readonly<Record<EventName, EventDefinition>>

/** Every category with its events, in the order of the catalog. */
export declare const EVENT_CATEGORIES: {
  readonly parcels: readonly [
    "parcel.sent",
    "parcel.packed",
    "parcel.posted",
  ]
  readonly odds: readonly [
    "odd.names",
    "odd.empty",
  ]
  readonly unused: readonly [
  ]
  readonly bills: readonly [
    "bill.paid",
    "bill.settled",
  ]
}

/** How many events the catalog has. */
export declare const TOTAL_EVENT_COUNT: number

/** A time table of the catalog. */
export type ScheduleDefinition = {
  /** The id the providers know it by. */
  readonly taskId: string
  /** Five fields: minute, hour, day of month, month, day of week. */
  readonly cron: string
  /** IANA name, such as America/New_York. */
  readonly timezone: string
  readonly description: string
  /** The event it sends to every tenant; absent where it wants a handler of its own. */
  readonly event?: EventName
  /** What the event carries beside tenantId. */
  readonly payload?: Readonly<Record<string, unknown>>
}

/** The name of any schedule. */
export type ScheduleName =
  | "parcel.nightly"
  | "parcel.weekly"
  | "bill.remind"

/** Every schedule by its name. */
export declare const SCHEDULES: Readonly<Record<ScheduleName, ScheduleDefinition>>
