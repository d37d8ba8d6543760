import { randomUUID } from "node:crypto"

import type { Level } from "./logs.js"
import type { Call } from "./messages.js"

/** Time that an ended run waits for the rest of its output, in milliseconds. */
const OUTPUT_MS = 2_000

export type Stream = "stdout" | "stderr"

/** Callbacks for logs, output and calls of a run. */
export type RunCallbacks = {
  log(level: Level, message: string, attributes: Record<string, unknown>): void
  output(stream: Stream, line: string): void
  answer(call: Call): Promise<Record<string, unknown>>
}

/** Run in progress. */
export class Run {
  readonly callbacks: RunCallbacks
  /** Line that Python writes to both streams after the run's output. */
  readonly marker = randomUUID()
  started = false
  hasOutcome = false
  private readonly resolve: (output: string) => void
  private readonly reject: (error: Error) => void
  private readonly endedStreams = new Set<Stream>()
  private onStreamEnded = () => {}

  constructor(callbacks: RunCallbacks, resolve: (output: string) => void, reject: (error: Error) => void) {
    this.callbacks = callbacks
    this.resolve = resolve
    this.reject = reject
  }

  /** Note that the run's output on a stream is complete. */
  noteStreamEnd(stream: Stream): void {
    this.endedStreams.add(stream)
    this.onStreamEnded()
  }

  /** End the run once its output is complete. An ended process writes no marker, so its run ends at once. */
  endAfterOutput(outcome: string | Error, isAlive: () => boolean): void {
    this.hasOutcome = true
    const timer = setTimeout(() => this.end(outcome), OUTPUT_MS)
    this.onStreamEnded = () => {
      if (this.endedStreams.size < 2 && isAlive()) return
      clearTimeout(timer)
      this.end(outcome)
    }
    this.onStreamEnded()
  }

  /** End the run at once. */
  end(outcome: string | Error): void {
    this.hasOutcome = true
    if (typeof outcome === "string") this.resolve(outcome)
    else this.reject(outcome)
  }
}
