import { batch, BatchTriggerError, tasks } from "@trigger.dev/sdk"
import type { TriggerOptions } from "@trigger.dev/sdk"

import type { Call } from "./messages.js"

type Job = { task: string; payload: string; options: TriggerOptions }
type HttpRequest = { verb: string; url: string; headers: Record<string, string>; body: string | null }
type RunResult = { ok: boolean; id: string; output?: unknown; error?: unknown }
type PendingWait = { job: Job; resolve: (result: RunResult) => void; reject: (reason: unknown) => void }

/** Time to collect simultaneous waits for one batch, in milliseconds. */
const GATHER_MS = 10
/** Placeholder for the API's address in Python's requests. */
const API_PLACEHOLDER = "https://api.here.invalid"
/** Maximum number of jobs in a batch. */
const MAX_BATCH = 1_000

/** Executes the calls of one run's Python process, which needs this worker's SDK and key. */
export class Calls {
  /** Each run has its own queue, because the waits of an aborted run never end and would block the next run. */
  private readonly waitQueue = new WaitQueue()

  /** Execute a call; errors are returned as data. */
  async answer(call: Call): Promise<Record<string, unknown>> {
    try {
      const value = (await execute(call, this.waitQueue)) ?? null
      checkIsJson(value)
      return { value }
    } catch (error) {
      return { error: describeError(error) }
    }
  }
}

function execute(call: Call, waitQueue: WaitQueue): Promise<unknown> {
  switch (call.method) {
    case "trigger":
      return trigger(call["job"] as Job)
    case "batchTrigger":
      return batch.trigger(toBatchItems(call["jobs"] as Job[])).then((handle) => handle.batchId)
    case "triggerAndWait":
      return waitQueue.add(call["job"] as Job)
    case "request":
      return sendRequest(call as unknown as HttpRequest)
    default:
      return Promise.reject(new Error(`Unknown method "${call.method}"; run \`cgk trigger:build\` again`))
  }
}

async function trigger(job: Job): Promise<string> {
  return (await tasks.trigger(job.task, JSON.parse(job.payload), job.options)).id
}

function toBatchItems(jobs: Job[]) {
  return jobs.map((job) => ({ id: job.task, payload: JSON.parse(job.payload) as unknown, options: job.options }))
}

/** Send an HTTP request for Python. Requests to the API get this worker's key, those to presigned addresses do not. */
async function sendRequest({ verb, url, headers, body }: HttpRequest): Promise<Record<string, unknown>> {
  const isApi = url.startsWith(`${API_PLACEHOLDER}/`)
  const address = isApi ? `${apiUrl()}${url.slice(API_PLACEHOLDER.length)}` : url
  const response = await fetch(address, {
    method: verb,
    headers: isApi ? { ...headers, ...authHeaders() } : headers,
    body,
    redirect: "manual",
  })
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
}

function apiUrl(): string {
  return (process.env["TRIGGER_API_URL"] ?? "https://api.trigger.dev").replace(/\/$/, "")
}

function authHeaders(): Record<string, string> {
  const key = process.env["TRIGGER_SECRET_KEY"] ?? process.env["TRIGGER_ACCESS_TOKEN"] ?? ""
  const branch = process.env["TRIGGER_PREVIEW_BRANCH"] || process.env["TRIGGER_DEV_BRANCH"] || "default"
  return { authorization: `Bearer ${key}`, ...(branch === "default" ? {} : { "x-trigger-branch": branch }) }
}

/** Combines simultaneous waits into one batch, because a run can wait for only one thing at a time. */
class WaitQueue {
  private pending: PendingWait[] = []
  private isBusy = false

  add(job: Job): Promise<RunResult> {
    return new Promise((resolve, reject) => {
      this.pending.push({ job, resolve, reject })
      if (!this.isBusy) void this.drain()
    })
  }

  private async drain(): Promise<void> {
    this.isBusy = true
    while (this.pending.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS))
      const waits = this.pending.splice(0, MAX_BATCH)
      try {
        const results = await waitForJobs(waits.map(({ job }) => job))
        waits.forEach(({ resolve }, index) => resolve(withPlainError(results[index])))
      } catch (error) {
        for (const { reject } of waits) reject(error)
      }
    }
    this.isBusy = false
  }
}

/**
 * Wait for the runs of jobs. Jobs that become the same run are sent once, because a batch with two items of the same
 * task and idempotency key never completes.
 */
async function waitForJobs(jobs: Job[]): Promise<(RunResult | undefined)[]> {
  const jobByRun = new Map<string, Job>()
  for (const job of jobs) if (!jobByRun.has(runKey(job))) jobByRun.set(runKey(job), job)
  const results = await waitForDistinctJobs([...jobByRun.values()])
  const resultByRun = new Map([...jobByRun.keys()].map((key, index) => [key, results[index]]))
  return jobs.map((job) => resultByRun.get(runKey(job)))
}

/** Return a key that only jobs of the same run share. Every job of Python has an idempotency key. */
function runKey({ task, options }: Job): string {
  return JSON.stringify([task, options.idempotencyKey])
}

async function waitForDistinctJobs(jobs: Job[]): Promise<RunResult[]> {
  const [first] = jobs
  if (first !== undefined && jobs.length === 1) {
    return [await tasks.triggerAndWait(first.task, JSON.parse(first.payload), first.options)]
  }
  return (await batch.triggerAndWait(toBatchItems(jobs))).runs
}

/** Throw an error for a result that JSON cannot express, such as a bigint of a task in TypeScript. */
function checkIsJson(value: unknown): void {
  try {
    JSON.stringify(value)
  } catch (error) {
    throw new Error(`The result is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Return a result whose error is plain data. */
function withPlainError(result: RunResult | undefined): RunResult {
  if (result === undefined) throw new Error("Trigger.dev returned fewer results than jobs")
  return result.ok ? result : { ...result, error: describeError(result.error) }
}

function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) {
    return { name: "Error", message: typeof error === "string" ? error : JSON.stringify(error) }
  }
  if (error instanceof BatchTriggerError && error.phase === "create" && error.isRateLimited) return describeRateLimit(error)
  const status = "status" in error && typeof error.status === "number" ? { status: error.status } : {}
  return { name: error.name, message: error.message, ...status }
}

/** Describe the refusal of a whole batch by a rate limit, after which Python sends it in smaller parts. */
function describeRateLimit({ name, message, retryAfterMs = 0, apiError }: BatchTriggerError): Record<string, unknown> {
  const remaining = Number(apiError?.headers?.["x-ratelimit-remaining"] ?? 0)
  return { name, message, status: 429, retryAfter: Math.max(retryAfterMs, 0) / 1000, remaining }
}
