// Makes the calls of every case with the official client; each case has its own base URL on the fake server.
// Reads {"url": server, "key": secret key, "storeBytes": size from which payloads are stored, "hashedKey": the hash that
// our client sends for the idempotency key "order_123"}. Prints a list of {"name": case, "result" or "error": ...}.
import { batch, configure, idempotencyKeys, runs, schedules, tasks } from "@trigger.dev/sdk"
import { readFileSync } from "node:fs"

const { url, key, storeBytes, hashedKey } = JSON.parse(readFileSync(0, "utf8"))
const ORDER = { orderId: "o_1", total: 12.5, items: ["a", "b"] }
const JOB = { tenantId: "rawdog", orderId: "order_123" }
const task = "order-created"
const trigger = (payload, options) => tasks.trigger(task, payload, options)
const triggerRun = async () => (await trigger(ORDER)).id
const createSchedule = () =>
  schedules.create({ task: "daily-report", cron: "0 9 * * *", deduplicationKey: "prod:acme:daily-report" })

const cases = {
  minimal: () => trigger(ORDER),
  string: () => trigger("hello"),
  "empty string": () => trigger(""),
  null: () => trigger(null),
  nothing: () => trigger(undefined),
  number: () => trigger(42),
  boolean: () => trigger(false),
  array: () => trigger([1, "two", [3]]),
  "empty object": () => trigger({}),
  unicode: () => trigger({ "ключ": "ünïcödé ☃ 𝄞 \u2028 \u0000 \x7f \" \\ /" }),
  numbers: () => trigger({ a: 0.1, b: 1e21, c: 1e-7, d: 5e-324, e: 9007199254740991, f: -9007199254740991, g: 100 }),
  dates: () => trigger({ at: new Date("2026-01-02T03:04:05.678Z"), deep: [{ at: new Date(0) }] }),
  "root date": () => trigger(new Date("2026-01-02T03:04:05.678Z")),
  "dates in dotted objects": () => trigger({ "a.b": { at: new Date(0) } }),
  "every option": () =>
    trigger(ORDER, {
      delay: "1h", ttl: "10m", tags: ["tenant:acme", "kind:order"], metadata: { tenant: "acme", n: 1 },
      queue: "orders", concurrency: ["openai"], concurrencyKey: "acme", priority: 10, idempotencyKey: "order-o_1",
      idempotencyKeyTTL: "1d", maxAttempts: 5, maxDuration: 300, machine: "small-2x", region: "eu-central-1",
      version: "20261123.1", externalDeploymentId: "sha1",
      debounce: { key: "deb-1", delay: "30s", mode: "trailing", maxDelay: "5m" },
    }),
  "delay until": () => trigger(ORDER, { delay: new Date("2099-01-02T03:04:05.678Z") }),
  "one tag": () => trigger(ORDER, { tags: ["vip"] }),
  "key of parts": () => trigger(ORDER, { idempotencyKey: ["order", "o_1"] }),
  "key that is a hash": () => trigger(ORDER, { idempotencyKey: "a".repeat(64) }),
  "key that is a hash in UTF-16": () => trigger(ORDER, { idempotencyKey: "𝄞".repeat(32) }),
  "key in unicode": () => trigger(ORDER, { idempotencyKey: "žluťoučký 𝄞" }),
  "same key twice": async () => [await trigger(ORDER, { idempotencyKey: "k" }), await trigger(ORDER, { idempotencyKey: "k" })],
  "task id": () => tasks.trigger("order.created/ žx!'()*~", ORDER),
  "just below the store size": () => trigger({ blob: "x".repeat(storeBytes - 20) }),
  "at the store size": () => trigger({ blob: "x".repeat(storeBytes - 19) }),
  "text at the store size": () => trigger("☃".repeat(storeBytes / 2)),
  "batch of one task": () =>
    tasks.batchTrigger(task, [
      { payload: ORDER },
      { payload: "str", options: { queue: "q", concurrencyKey: "ck", delay: "5m", ttl: "1h", tags: ["x"], maxAttempts: 2,
          metadata: { a: 1 }, idempotencyKey: "i2", idempotencyKeyTTL: "1h", machine: "micro", priority: 2,
          region: "us-east-1", debounce: { key: "k", delay: "10s" } } },
    ]),
  "batch of tasks": () =>
    batch.trigger([{ id: "order-created", payload: ORDER }, { id: "email-send", payload: null }, { id: "order-created" }]),
  "batch with a large item": () =>
    tasks.batchTrigger(task, [{ payload: ORDER }, { payload: { blob: "x".repeat(storeBytes) } }]),
  "retrieve run": async () => runs.retrieve(await triggerRun()),
  "list runs": async () =>
    (await runs.list({
      status: ["COMPLETED", "FAILED"], taskIdentifier: task, tag: ["tenant:acme", "vip"], batch: "batch_1",
      from: new Date(1700000000000), period: "1d", limit: 10,
    })).data,
  "list all runs": async () => {
    for (let number = 0; number < 3; number++) await trigger(number)
    const ids = []
    for await (const run of runs.list({ limit: 2 })) ids.push(run.id)
    return ids
  },
  "cancel run": async () => runs.cancel(await triggerRun()),
  "replay run": async () => runs.replay(await triggerRun()),
  "reschedule run": async () => {
    const { id } = await trigger(ORDER, { delay: "1h" })
    await runs.reschedule(id, { delay: "2h" })
    await runs.reschedule(id, { delay: new Date("2099-01-02T03:04:05.678Z") })
  },
  "reset key": async () => {
    await trigger(ORDER, { idempotencyKey: await idempotencyKeys.create("order-o_1", { scope: "global" }) })
    await idempotencyKeys.reset(task, "order-o_1", { scope: "global" })
  },
  "create schedule": () =>
    schedules.create({
      task: "daily-report", cron: "0 9 * * *", timezone: "Europe/Prague", externalId: "acme",
      deduplicationKey: "prod:acme:daily-report", window: "30m",
    }),
  "list schedules": async () => {
    await createSchedule()
    const ids = []
    for await (const schedule of schedules.list({ perPage: 100, page: 1 })) ids.push(schedule.id)
    return ids
  },
  "change schedule": async () => {
    const { id } = await createSchedule()
    await schedules.retrieve(id)
    await schedules.update(id, { task: "daily-report", cron: "0 10 * * *", timezone: "UTC", externalId: "acme" })
    await schedules.deactivate(id)
    await schedules.activate(id)
    await schedules.del(id)
  },
  "job": () => trigger(JOB, { tags: ["tenant:rawdog"] }),
  "job with every option": () =>
    trigger(JOB, {
      delay: "1h", ttl: "10m", tags: ["vip", "tenant:rawdog"], metadata: { source: "shopify" }, queue: "orders",
      concurrencyKey: "rawdog", priority: 60, idempotencyKey: hashedKey, idempotencyKeyTTL: "2d", maxAttempts: 5,
    }),
  "job at an instant": () => trigger(JOB, { delay: new Date("2099-01-02T03:04:05.678Z"), tags: ["tenant:rawdog"] }),
  "large job": () => trigger({ ...JOB, extra: "x".repeat(storeBytes) }, { tags: ["tenant:rawdog"] }),
  "job twice": async () => {
    await trigger(JOB, { idempotencyKey: hashedKey, tags: ["tenant:rawdog"] })
    await trigger(JOB, { idempotencyKey: hashedKey, tags: ["tenant:rawdog"] })
  },
  "jobs": () =>
    tasks.batchTrigger(task, [
      { payload: JOB, options: { idempotencyKey: hashedKey, tags: ["tenant:rawdog"] } },
      { payload: JOB, options: { idempotencyKey: hashedKey, tags: ["tenant:rawdog"], delay: "5m" } },
    ]),
  "awaited job": async () => {
    const { id } = await trigger(JOB, { tags: ["tenant:rawdog"] })
    await runs.cancel(id)
    await runs.poll({ id })
  },
  "preview branch": () => trigger(ORDER),
  "base URL with a slash": () => trigger(ORDER),
  "retry 408": () => trigger(ORDER),
  "retry 409": () => trigger(ORDER),
  "retry 429": () => trigger(ORDER),
  "retry 429 by reset": () => trigger(ORDER),
  "retry 500": () => trigger(ORDER),
  "retry 502": () => trigger(ORDER),
  "retry 503": () => trigger(ORDER),
  "retry 504": () => trigger(ORDER),
  "retry connection reset": () => trigger(ORDER),
  "retry lost response": () => trigger(ORDER),
  "retry by header": () => trigger(ORDER),
  "no retry by header": () => trigger(ORDER),
  "retry batch": () => tasks.batchTrigger(task, [{ payload: 1 }, { payload: 2 }]),
  "batch not sealed": () => tasks.batchTrigger(task, [{ payload: 1 }, { payload: 2 }]),
  "error 400": () => trigger(ORDER),
  "error 401": () => trigger(ORDER),
  "error 403": () => trigger(ORDER),
  "error 404": () => runs.retrieve("run_none"),
  "error 409": () => trigger(ORDER),
  "error 413": () => trigger(ORDER),
  "error 422": () => trigger(ORDER),
  "error 429": () => trigger(ORDER),
  "error 500": () => trigger(ORDER),
  "error of a proxy": () => trigger(ORDER),
  "error of the connection": () => trigger(ORDER),
}

const outcomes = []
const retry = { minTimeoutInMs: 1, maxTimeoutInMs: 5 }
for (const [name, call] of Object.entries(cases)) {
  configure({
    baseURL: `${url}/official-${name.replaceAll(" ", "-")}${name === "base URL with a slash" ? "/" : ""}`,
    accessToken: name === "preview branch" ? key.replace("prod", "preview") : key,
    previewBranch: name === "preview branch" ? "my/branch" : undefined,
    requestOptions: { retry },
  })
  const outcome = { name }
  try {
    outcome.result = (await call()) ?? null
  } catch (error) {
    outcome.error = { class: error.constructor.name, status: error.status ?? null, message: error.message }
  }
  outcomes.push(outcome)
}
process.stdout.write(JSON.stringify(outcomes))
