// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.

export const EVENT_CATEGORIES = Object.freeze({
  parcels: Object.freeze([
    "parcel.sent",
    "parcel.packed",
    "parcel.posted",
  ]),
  odds: Object.freeze([
    "odd.names",
    "odd.empty",
  ]),
  unused: Object.freeze([
  ]),
  bills: Object.freeze([
    "bill.paid",
  ]),
})

export const TOTAL_EVENT_COUNT = 6

export const SCHEDULES = Object.freeze({
  "parcel.nightly": Object.freeze({
    taskId: "schedule-parcel-nightly",
    cron: "0 2 * * *",
    timezone: "Europe/Berlin",
    description: "Sweeps up every night.",
    event: "odd.empty",
    payload: Object.freeze({}),
  }),
  "parcel.weekly": Object.freeze({
    taskId: "schedule-parcel-weekly",
    cron: "0 3 * * 1",
    timezone: "UTC",
    description: "Wants a handler.",
  }),
  "bill.remind": Object.freeze({
    taskId: "schedule-bill-remind",
    cron: "0 9 * * 1-5",
    timezone: "UTC",
    description: "Reminds of the bill of the day.",
    event: "bill.paid",
    payload: Object.freeze({"total": {"amount": 0, "currency": "EUR"}}),
  }),
})
