// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.

/** Destination of a parcel. */
export type Address = {
  /** Street and number. */
  street: string
  zip?: string
  level?: Level
}

export type Level = "ground" | "upper"

export type Labels = string[]

export type Receipt<DateTime = string> = {
  accepted: boolean
  at?: DateTime
}

export type Origin = {
  country: string
  /** Fields that the catalog does not list. */
  [name: string]: unknown
}

/** An amount of money. */
export type Money = {
  amount: number
  currency: string
}

export type ParcelPackedItemsItem = {
  sku: string
  count: number
  tags?: Labels
}

/** Outer dimensions. */
export type ParcelSize = {
  width: number
  height: number
  shape?: "box"
}

export type Stop<DateTime = string> = {
  city: string
  at?: DateTime
  /** Fields that the catalog does not list. */
  [name: string]: unknown
}

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
export type ParcelSentPayload<DateTime = string> = {
  /** The shop. */
  tenantId: string
  /** The parcel's "id"; C:\parcels. */
  parcelId: string
  weight: number
  pieces?: number
  sentAt?: DateTime
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

/** The result of a handler of `parcel.sent`. */
export type ParcelSentResult = Receipt

/**
 * `parcel.packed`: A parcel was packed.
 *
 * @example
 * ```ts
 * const payload: ParcelPackedPayload = {
 *   "tenantId": "acme",
 *   "items": [
 *     {
 *       "sku": "AB1",
 *       "count": 2
 *     }
 *   ],
 *   "size": {
 *     "width": 10,
 *     "height": 5
 *   }
 * }
 * ```
 */
export type ParcelPackedPayload<DateTime = string> = {
  /** The shop. */
  tenantId: string
  /** Contents of the parcel. */
  items: ParcelPackedItemsItem[]
  /** Outer dimensions. */
  size: ParcelSize
  prices?: Record<string, number>
  names?: Record<string, string | null>
  code?: string | number
  target?: Address | Receipt<DateTime> | null
  times?: (DateTime | null)[]
  labels?: Labels
  levels?: Level[]
  level?: Level | null
  maybe?: string | number | null
  nick?: string | null
  ref?: Level
  /** @deprecated use size instead */
  depth?: number
}

/** The result of a handler of `parcel.packed`. */
export type ParcelPackedResult = {
  /** Name of the packer. */
  packedBy: string
  boxes: number[]
}

/**
 * `parcel.posted`: The old form of parcel.sent.
 *
 * @example
 * ```ts
 * const payload: ParcelPostedPayload = {
 *   "tenantId": "acme",
 *   "parcelId": "p1"
 * }
 * ```
 *
 * @deprecated use parcel.sent instead; removed in version 2
 */
export type ParcelPostedPayload = {
  /** The shop. */
  tenantId: string
  parcelId: string
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
 * `odd/empty`: An event with no other field than the tenant.
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

/**
 * `odd.formats`: Texts in the built-in formats.
 *
 * @example
 * ```ts
 * const payload: OddFormatsPayload = {
 *   "tenantId": "acme",
 *   "day": "2026-01-31",
 *   "at": "09:30:00Z",
 *   "took": "PT36H",
 *   "days": [
 *     null
 *   ]
 * }
 * ```
 */
export type OddFormatsPayload = {
  /** The shop. */
  tenantId: string
  day: string
  at?: string
  took?: string
  key?: string
  link?: string
  mail?: string | null
  days?: (string | null)[]
  either?: string | number
}

/**
 * `odd.open`: Objects with fields that the catalog does not list.
 *
 * @example
 * ```ts
 * const payload: OddOpenPayload = {
 *   "tenantId": "acme",
 *   "stops": [
 *     {
 *       "city": "Ulm"
 *     }
 *   ]
 * }
 * ```
 */
export type OddOpenPayload<DateTime = string> = {
  /** The shop. */
  tenantId: string
  origin?: Origin
  stops: Stop<DateTime>[]
  choices?: 1 | true | "one" | null
  /** Fields that the catalog does not list. */
  [name: string]: unknown
}

/**
 * `bill.paid`: A bill was paid.
 *
 * @example
 * ```ts
 * const payload: BillPaidPayload = {
 *   "tenantId": "acme",
 *   "total": {
 *     "amount": 100,
 *     "currency": "EUR"
 *   }
 * }
 * ```
 */
export type BillPaidPayload = {
  /** The shop. */
  tenantId: string
  total: Money
  parts?: Money[]
}

/**
 * `bill.settled`: A bill is paid in full.
 *
 * @example
 * ```ts
 * const payload: BillSettledPayload = {
 *   "tenantId": "acme",
 *   "billId": "b1",
 *   "method": "card"
 * }
 * ```
 */
export type BillSettledPayload = {
  /** The shop. */
  tenantId: string
  billId: string
  /** Means of payment. */
  method: "card" | "transfer"
}

/** The payload types by event name, as handlers receive them. */
export type JobEvents = {
  "parcel.sent": ParcelSentPayload
  "parcel.packed": ParcelPackedPayload
  /** @deprecated use parcel.sent instead; removed in version 2 */
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  "parcel.posted": ParcelPostedPayload
  "odd.names": OddNames
  "odd/empty": OddEmptyPayload
  "odd.formats": OddFormatsPayload
  "odd.open": OddOpenPayload
  "bill.paid": BillPaidPayload
  "bill.settled": BillSettledPayload
}

/** The payload types by event name, as sends accept them: a date-time may be a `Date`. */
export type JobInputs = {
  "parcel.sent": ParcelSentPayload<Date | string>
  "parcel.packed": ParcelPackedPayload<Date | string>
  /** @deprecated use parcel.sent instead; removed in version 2 */
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  "parcel.posted": ParcelPostedPayload
  "odd.names": OddNames
  "odd/empty": OddEmptyPayload
  "odd.formats": OddFormatsPayload
  "odd.open": OddOpenPayload<Date | string>
  "bill.paid": BillPaidPayload
  "bill.settled": BillSettledPayload
}

/** The names of all events. */
export type EventName = keyof JobEvents

/** The result types of handlers by event name; unknown if the catalog declares none. */
export type JobResults = {
  "parcel.sent": ParcelSentResult
  "parcel.packed": ParcelPackedResult
  "parcel.posted": unknown
  "odd.names": unknown
  "odd/empty": unknown
  "odd.formats": unknown
  "odd.open": unknown
  "bill.paid": unknown
  "bill.settled": unknown
}
