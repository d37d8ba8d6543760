// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.

/** Where a parcel goes. */
export type Address = {
  /** Street and number. */
  street: string
  zip?: string
  level?: Level
}

export type Level = "ground" | "upper"

/**
 * `parcel.sent`: A parcel left the house.
 *
 * @example
 * ```ts
 * const payload: ParcelSentPayload = {
 *   "tenantId": "acme",
 *   "parcelId": "p1",
 *   "weight": 2,
 *   "to": {
 *     "street": "Main Street 1"
 *   },
 *   "returnTo": null,
 *   "speed": "fast",
 *   "note": null
 * }
 * ```
 */
export type ParcelSentPayload = {
  /** The shop. */
  tenantId: string
  /** The parcel's "id"; C:\parcels. */
  parcelId: string
  weight: number
  pieces?: number
  sentAt?: string
  express?: boolean
  to: Address
  returnTo: Address | null
  speed: "slow" | "fast"
  level?: "high" | "low"
  recipient?: string
  note: string | null
  labels?: string[]
  meta?: Record<string, unknown>
  extra?: unknown
}

/**
 * `odd.names`: Names that are awkward in Python.
 *
 * @example
 * ```ts
 * const payload: OddNames = {
 *   "tenantId": "acme"
 * }
 * ```
 */
export type OddNames = {
  /** The shop. */
  tenantId: string
  userID?: string
  URLPath?: string
  "2fa"?: string
  copy?: string
  class?: string
  model_config?: string
  from?: string
}

/**
 * `odd.empty`: Carries nothing but its tenant.
 *
 * @example
 * ```ts
 * const payload: OddEmptyPayload = {
 *   "tenantId": "acme"
 * }
 * ```
 */
export type OddEmptyPayload = {
  /** The shop. */
  tenantId: string
}

/** Every event's name with the type of its payload. */
export type JobEvents = {
  "parcel.sent": ParcelSentPayload
  "odd.names": OddNames
  "odd.empty": OddEmptyPayload
}

/** The name of any event. */
export type EventName = keyof JobEvents

/** Every category with its events, in the order of the catalog. */
export declare const EVENT_CATEGORIES: {
  readonly parcels: readonly [
    "parcel.sent",
  ]
  readonly odds: readonly [
    "odd.names",
    "odd.empty",
  ]
  readonly unused: readonly [
  ]
}

/** How many events the catalog has. */
export declare const TOTAL_EVENT_COUNT: 3

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

/** Every schedule by its name. */
export declare const SCHEDULES: Readonly<Record<ScheduleName, ScheduleDefinition>>
