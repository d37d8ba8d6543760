import { batch, tasks } from "@trigger.dev/sdk"
import type { TriggerOptions } from "@trigger.dev/sdk"

import type { Call } from "./messages.js"

type Job = { task: string; payload: string; options: TriggerOptions }
type Request = { verb: string; url: string; headers: Record<string, string>; body: string | null }
type Result = { ok: boolean; id: string; output?: unknown; error?: unknown }
type Waiting = { job: Job; resolve: (result: Result) => void; reject: (reason: unknown) => void }

/** How long a wait looks out for others that can share its batch, in milliseconds. */
const GATHER_MS = 10
/** What stands for the API's address in a request of Python's, which does not know it. */
const API_HERE = "https://api.here.invalid"
/** As many as one batch takes. */
const BATCH = 1_000

/** Do for Python what only this process can; errors go back as data. */
export async function answer(call: Call): Promise<Record<string, unknown>> {
  try {
    return { value: (await act(call)) ?? null }
  } catch (error) {
    return { error: describe(error) }
  }
}

function act(call: Call): Promise<unknown> {
  switch (call.method) {
    case "trigger":
      return trigger(call["job"] as Job)
    case "batchTrigger":
      return batch.trigger(itemsOf(call["jobs"] as Job[])).then((handle) => handle.batchId)
    case "triggerAndWait":
      return waits.add(call["job"] as Job)
    case "request":
      return request(call as unknown as Request)
    default:
      return Promise.reject(new Error(`the bridge knows no "${call.method}"; run \`cgk trigger:build\` again`))
  }
}

async function trigger(job: Job): Promise<string> {
  return (await tasks.trigger(job.task, JSON.parse(job.payload), job.options)).id
}

function itemsOf(jobs: Job[]) {
  return jobs.map((job) => ({ id: job.task, payload: JSON.parse(job.payload) as unknown, options: job.options }))
}

/** Make a request for Python: to the API with this worker's key, elsewhere, to a presigned address, without. */
async function request({ verb, url, headers, body }: Request): Promise<Record<string, unknown>> {
  const isApi = url.startsWith(`${API_HERE}/`)
  const address = isApi ? `${apiUrl()}${url.slice(API_HERE.length)}` : url
  const answer = await fetch(address, {
    method: verb,
    headers: isApi ? { ...headers, ...ownHeaders() } : headers,
    body,
    redirect: "manual",
  })
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() }
}

function apiUrl(): string {
  return (process.env["TRIGGER_API_URL"] ?? "https://api.trigger.dev").replace(/\/$/, "")
}

function ownHeaders(): Record<string, string> {
  const key = process.env["TRIGGER_SECRET_KEY"] ?? process.env["TRIGGER_ACCESS_TOKEN"] ?? ""
  const branch = process.env["TRIGGER_PREVIEW_BRANCH"] ?? ""
  return { authorization: `Bearer ${key}`, ...(branch === "" ? {} : { "x-trigger-branch": branch }) }
}

/** A run may wait for one thing at a time; what is waited for at once becomes one batch. */
class Waits {
  private pending: Waiting[] = []
  private isBusy = false

  add(job: Job): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.pending.push({ job, resolve, reject })
      if (!this.isBusy) void this.work()
    })
  }

  private async work(): Promise<void> {
    this.isBusy = true
    while (this.pending.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS))
      const together = this.pending.splice(0, BATCH)
      try {
        const results = await waitFor(together.map((waiting) => waiting.job))
        together.forEach((waiting, at) => waiting.resolve(withPlainError(results[at])))
      } catch (error) {
        for (const waiting of together) waiting.reject(error)
      }
    }
    this.isBusy = false
  }
}

const waits = new Waits()

async function waitFor(jobs: Job[]): Promise<Result[]> {
  const [first] = jobs
  if (first !== undefined && jobs.length === 1) {
    return [await tasks.triggerAndWait(first.task, JSON.parse(first.payload), first.options)]
  }
  return (await batch.triggerAndWait(itemsOf(jobs))).runs
}

function withPlainError(result: Result | undefined): Result {
  if (result === undefined) throw new Error("Trigger.dev gave fewer results than were waited for")
  return result.ok ? result : { ...result, error: describe(result.error) }
}

function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) {
    return { name: "Error", message: typeof error === "string" ? error : JSON.stringify(error) }
  }
  const status = "status" in error && typeof error.status === "number" ? { status: error.status } : {}
  return { name: error.name, message: error.message, ...status }
}
