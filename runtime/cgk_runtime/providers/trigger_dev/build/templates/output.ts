import type { ChildProcess } from "node:child_process"

import { LineReader } from "./lines.js"
import type { Run, Stream } from "./run.js"

/** Number of characters to keep of a process's last output. */
const LAST_CHARACTERS = 2_000

/** Reads a process's output and passes it to the current run, or to this worker's own output between runs. */
export class Output {
  /** Last part of the output since the current run started. */
  last = ""
  private readonly currentRun: () => Run | undefined

  constructor(child: ChildProcess, currentRun: () => Run | undefined) {
    this.currentRun = currentRun
    for (const stream of ["stdout", "stderr"] as const) {
      const lines: string[] = []
      const reader = new LineReader((line) => this.read(stream, line, lines))
      child[stream]?.on("data", (chunk: Buffer) => {
        reader.push(chunk)
        this.flush(stream, lines)
      })
      child[stream]?.on("close", () => {
        reader.end()
        this.flush(stream, lines)
      })
    }
  }

  /** Keep a line until the next flush; a line that ends in the run's marker ends the run's output on the stream. */
  private read(stream: Stream, line: string, lines: string[]): void {
    const run = this.currentRun()
    if (run === undefined || !line.endsWith(run.marker)) {
      lines.push(line)
      return
    }
    const text = line.slice(0, -run.marker.length)
    if (text !== "") lines.push(text)
    this.flush(stream, lines)
    run.noteStreamEnd(stream)
  }

  private flush(stream: Stream, lines: string[]): void {
    const run = this.currentRun()
    for (const line of lines) {
      if (run !== undefined) run.callbacks.output(stream, line)
      else if (stream === "stdout") console.log(line)
      else console.error(line)
    }
    this.last = [this.last, ...lines].join("\n").slice(-LAST_CHARACTERS).trim()
    lines.length = 0
  }
}
