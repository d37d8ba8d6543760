import { randomUUID } from "node:crypto"

import type { Level } from "./logs.js"
import type { Call } from "./messages.js"

/** How long a run that has ended waits for the rest of its output, in milliseconds. */
const OUTPUT_MS = 2_000

export type Stream = "stdout" | "stderr"

/** What a run's owner does for Python while it runs. */
export type Attendant = {
  log(level: Level, message: string, attributes: Record<string, unknown>): void
  output(stream: Stream, line: string): void
  answer(call: Call): Promise<Record<string, unknown>>
}

/** A run that the process has been given. */
export class Run {
  readonly attendant: Attendant
  /** What Python writes to both streams when the run has ended, behind all of its output. */
  readonly marker = randomUUID()
  started = false
  settled = false
  private readonly resolve: (output: string) => void
  private readonly reject: (error: Error) => void
  private readonly ended = new Set<Stream>()
  private onStreamEnded = () => {}

  constructor(attendant: Attendant, resolve: (output: string) => void, reject: (error: Error) => void) {
    this.attendant = attendant
    this.resolve = resolve
    this.reject = reject
  }

  /** All of the run's output on a stream has been read. */
  streamEnded(stream: Stream): void {
    this.ended.add(stream)
    this.onStreamEnded()
  }

  /** End the run when its output has been read, which a process that is gone no longer marks the end of. */
  settle(outcome: string | Error, isAlive: () => boolean): void {
    this.settled = true
    const timer = setTimeout(() => this.end(outcome), OUTPUT_MS)
    this.onStreamEnded = () => {
      if (this.ended.size < 2 && isAlive()) return
      clearTimeout(timer)
      this.end(outcome)
    }
    this.onStreamEnded()
  }

  /** End the run at once. */
  end(outcome: string | Error): void {
    this.settled = true
    if (typeof outcome === "string") this.resolve(outcome)
    else this.reject(outcome)
  }
}
