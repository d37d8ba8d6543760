// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.

export const CATALOG_VERSION = "1.2.3"

export const TENANT_PATTERN = "^[a-z]{1,8}$"

const RETRY_1 = Object.freeze({
  maxAttempts: 2,
  factor: 1.5,
  minTimeoutInMs: 10,
  maxTimeoutInMs: 100,
})

const RETRY_2 = Object.freeze({
  maxAttempts: 5,
  factor: 2,
  minTimeoutInMs: 1000,
  maxTimeoutInMs: 60000,
})

const RETRY_3 = Object.freeze({
  maxAttempts: 1,
  factor: 2,
  minTimeoutInMs: 1000,
  maxTimeoutInMs: 60000,
})

export const EVENTS = Object.freeze({
  "parcel.sent": Object.freeze({
    taskId: "parcel-sent",
    category: "parcels",
    description: "A parcel left the house.",
    retry: RETRY_1,
  }),
  "parcel.packed": Object.freeze({
    taskId: "parcel-packed",
    category: "parcels",
    description: "A parcel was packed.",
    retry: RETRY_2,
  }),
  "parcel.posted": Object.freeze({
    taskId: "parcel-posted",
    category: "parcels",
    description: "The old form of parcel.sent.",
    retry: RETRY_2,
  }),
  "odd.names": Object.freeze({
    taskId: "odd-names",
    category: "odds",
    description: "Names that are awkward in Python.",
    retry: RETRY_2,
  }),
  "odd/empty": Object.freeze({
    taskId: "odd-empty",
    category: "odds",
    description: "An event with no other field than the tenant.",
    retry: RETRY_2,
  }),
  "odd.formats": Object.freeze({
    taskId: "odd-formats",
    category: "odds",
    description: "Texts in the built-in formats.",
    retry: RETRY_2,
  }),
  "odd.open": Object.freeze({
    taskId: "odd-open",
    category: "odds",
    description: "Objects with fields that the catalog does not list.",
    retry: RETRY_2,
  }),
  "bill.paid": Object.freeze({
    taskId: "bill-paid",
    category: "bills",
    description: "A bill was paid.",
    retry: RETRY_3,
    fairness: "tenant",
  }),
  "bill.settled": Object.freeze({
    taskId: "bill-settled",
    category: "bills",
    description: "A bill is paid in full.",
    retry: RETRY_3,
    fairness: "none",
    formerNames: Object.freeze(["bill.done", "bill.closed"]),
    formerTaskIds: Object.freeze(["bill-done", "bill-closed"]),
    arrival: Object.freeze({"method": "transfer"}),
  }),
})

export const EVENT_CATEGORIES = Object.freeze({
  parcels: Object.freeze([
    "parcel.sent",
    "parcel.packed",
    "parcel.posted",
  ]),
  odds: Object.freeze([
    "odd.names",
    "odd/empty",
    "odd.formats",
    "odd.open",
  ]),
  unused: Object.freeze([
  ]),
  bills: Object.freeze([
    "bill.paid",
    "bill.settled",
  ]),
})

export const TOTAL_EVENT_COUNT = Object.values(EVENT_CATEGORIES).flat().length

export const SCHEDULES = Object.freeze({
  "parcel.nightly": Object.freeze({
    taskId: "schedule-parcel-nightly",
    cron: "0 2 * * *",
    timezone: "Europe/Berlin",
    description: "Cleans up every night.",
    event: "odd/empty",
    payload: Object.freeze({}),
  }),
  "parcel.weekly": Object.freeze({
    taskId: "schedule-parcel-weekly",
    cron: "0 3 * * 1",
    timezone: "UTC",
    description: "Has its own handler.",
  }),
  "bill.remind": Object.freeze({
    taskId: "schedule-bill-remind",
    cron: "0 9 * * 1-5",
    timezone: "UTC",
    description: "Reminds of unpaid bills.",
    event: "bill.paid",
    payload: Object.freeze({"total": {"amount": 0, "currency": "EUR"}}),
  }),
})
