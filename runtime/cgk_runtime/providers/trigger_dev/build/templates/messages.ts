import type { Level } from "./logs.js"

/** Version of the protocol between this bridge and the Python runtime, which checks it. */
export const PROTOCOL = 1

/** Request to run a handler; channel.py describes its fields. */
export type RunRequest = {
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

/** Call of a bridge method by Python. */
export type Call = { number: number; method: string; [argument: string]: unknown }

/** Description of a handler's exception. */
export type Failure = {
  name: string
  message: string
  stack: string
  permanent: boolean
  retryAfter: number | null
  replace: boolean
}

/** Message from Python. */
export type Message =
  | { type: "ready" }
  | { type: "started" }
  | { type: "log"; level: Level; message: string; attributes: Record<string, unknown> }
  | ({ type: "call" } & Call)
  | { type: "done"; output: string }
  | ({ type: "failed" } & Failure)
