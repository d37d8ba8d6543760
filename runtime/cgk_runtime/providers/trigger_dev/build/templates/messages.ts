import type { Level } from "./logs.js"

/** What this bridge and the Python runtime say to each other; both sides check it. */
export const PROTOCOL = 1

/** One run of a handler, as Python is told. */
export type Job = {
  kind: "task" | "schedule" | "failure"
  name: string
  payload: string
  runId: string
  attempt: number
  maxAttempts: number
  queuedAt: number
  tags: string[]
  metadata: Record<string, unknown> | null
  headers: Record<string, string>
}

/** A handler that wants something of Trigger.dev. */
export type Call = { number: number; method: string; [argument: string]: unknown }

/** An exception of a handler. */
export type Failure = {
  name: string
  message: string
  stack: string
  permanent: boolean
  retryAfter: number | null
  replace: boolean
}

/** What Python says. */
export type Message =
  | { type: "ready" }
  | { type: "started" }
  | { type: "log"; level: Level; message: string; attributes: Record<string, unknown> }
  | ({ type: "call" } & Call)
  | { type: "done"; output: string }
  | ({ type: "failed" } & Failure)
