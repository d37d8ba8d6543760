import type { Failure } from "./messages.js"

/** Exception of a handler, with its class as the name and its traceback as the stack. */
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

/** The process ended before it started the run, so another process can run it. */
export class NotStartedError extends Error {}
