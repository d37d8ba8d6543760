// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.

export const EVENT_CATEGORIES = Object.freeze({
  parcels: Object.freeze([
    "parcel.sent",
  ]),
  odds: Object.freeze([
    "odd.names",
    "odd.empty",
  ]),
  unused: Object.freeze([
  ]),
})

export const TOTAL_EVENT_COUNT = 3

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
})
