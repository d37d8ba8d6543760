import type { Failure } from "./messages.js"

/** An exception of a handler: its class is the name, its traceback the stack. */
export class PythonError extends Error {
  readonly permanent: boolean
  readonly retryAfterMs: number | undefined

  constructor(failure: Failure) {
    super(failure.message)
    this.name = failure.name
    this.stack = failure.stack
    this.permanent = failure.permanent
    this.retryAfterMs = failure.retryAfter === null ? undefined : failure.retryAfter * 1000
  }
}

/** The Python process ended while a handler ran. */
export class PythonExitedError extends Error {
  override name = "PythonExitedError"
}

/** The process died before it took the run, so another one may. */
export class NotStartedError extends Error {}
