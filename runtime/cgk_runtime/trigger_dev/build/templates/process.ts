import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { randomUUID } from "node:crypto"
import type { Duplex } from "node:stream"

import { LineReader } from "./lines.js"
import type { Level } from "./logs.js"
import { project } from "./project.js"

/** What this bridge and the Python runtime say to each other; both sides check it. */
const PROTOCOL = 1
/** How long a handler has to end when its run is cancelled, in milliseconds. */
const GRACE_MS = 5_000
/** How long a run that has ended waits for the rest of its output, in milliseconds. */
const OUTPUT_MS = 2_000

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

/** What a run's owner does for Python while it runs. */
export type Attendant = {
  log(level: Level, message: string, attributes: Record<string, unknown>): void
  output(stream: "stdout" | "stderr", line: string): void
  answer(call: Call): Promise<Record<string, unknown>>
}

type Failure = {
  name: string
  message: string
  stack: string
  permanent: boolean
  retryAfter: number | null
  replace: boolean
}

type Message =
  | { type: "ready" }
  | { type: "started" }
  | { type: "log"; level: Level; message: string; attributes: Record<string, unknown> }
  | ({ type: "call" } & Call)
  | { type: "done"; output: string }
  | ({ type: "failed" } & Failure)

type Running = {
  attendant: Attendant
  marker: string
  started: boolean
  settled: boolean
  outputEnded: Set<string>
  onOutputEnded: () => void
  resolve: (output: string) => void
  reject: (error: Error) => void
}

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
class NotStartedError extends Error {}

let warm: PythonProcess | undefined

/** Run a job in the warm process, or in a new one where there is none. */
export async function runInPython(job: Job, attendant: Attendant, signal: AbortSignal): Promise<string> {
  const reused = warm?.isUsable(environment()) === true
  try {
    return await usable().run(job, attendant, signal)
  } catch (error) {
    if (!(error instanceof NotStartedError)) throw error
    if (reused && !signal.aborted) return await usable().run(job, attendant, signal)
    throw new PythonExitedError(error.message)
  }
}

/** Wait until the process of a cancelled run, and its children, are gone. */
export async function whenStopped(): Promise<void> {
  await warm?.stopping
}

function usable(): PythonProcess {
  const variables = environment()
  if (warm?.isUsable(variables) !== true) {
    warm?.stop()
    warm = new PythonProcess(variables)
  }
  return warm
}

/** What the child's environment is: this worker's, without any key or token of Trigger.dev. */
function environment(): Record<string, string> {
  const secrets = [process.env["TRIGGER_SECRET_KEY"], process.env["TRIGGER_ACCESS_TOKEN"]].filter(
    (secret) => secret !== undefined && secret !== "",
  )
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (value === undefined || name.startsWith("TRIGGER_") || name.startsWith("NODE_")) continue
    if (secrets.some((secret) => secret !== undefined && value.includes(secret))) continue
    kept[name] = value
  }
  return kept
}

class PythonProcess {
  stopping: Promise<void> | undefined
  private readonly child: ChildProcess
  private readonly channel: Duplex
  private readonly variables: Record<string, string>
  private readonly gone: Promise<void>
  private alive = true
  private current: Running | undefined
  private lastOutput = ""

  constructor(variables: Record<string, string>) {
    if (project.python === undefined) {
      throw new Error("Python was not set up: add pythonJobs() to build.extensions in trigger.config.ts")
    }
    this.variables = variables
    const modules = ["--channel", "3", "--protocol", String(PROTOCOL), "--sdk", project.sdk, ...project.modules]
    this.child = spawn(project.python.command, ["-m", "cgk_runtime.trigger_dev.run", ...modules], {
      cwd: project.python.directory,
      env: variables,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      // A process group of its own, so that a signal reaches the handler's children too.
      detached: true,
    })
    this.channel = this.child.stdio[3] as Duplex
    this.gone = new Promise((resolve) => {
      this.child.once("error", (error) => this.ended(`could not be started: ${error.message}`, resolve))
      this.child.once("exit", (code, signal) => this.ended(describeExit(code, signal), resolve))
    })
    this.listen()
  }

  isUsable(variables: Record<string, string>): boolean {
    return this.alive && this.stopping === undefined && JSON.stringify(variables) === JSON.stringify(this.variables)
  }

  async run(job: Job, attendant: Attendant, signal: AbortSignal): Promise<string> {
    const onAbort = () => void this.stop()
    try {
      return await new Promise<string>((resolve, reject) => {
        this.lastOutput = ""
        const marker = randomUUID()
        const onOutputEnded = () => {}
        const outputEnded = new Set<string>()
        this.current = { attendant, marker, started: false, settled: false, outputEnded, onOutputEnded, resolve, reject }
        if (!this.alive) return reject(new NotStartedError("Python ended before it took the run"))
        this.send({ type: "run", marker, ...job })
        if (signal.aborted) onAbort()
        else signal.addEventListener("abort", onAbort, { once: true })
      })
    } finally {
      signal.removeEventListener("abort", onAbort)
      this.current = undefined
    }
  }

  /** End the process and its children: SIGTERM, and SIGKILL for what is left after the grace period. */
  stop(): Promise<void> {
    this.stopping ??= this.endWithin(GRACE_MS)
    return this.stopping
  }

  private async endWithin(milliseconds: number): Promise<void> {
    if (!this.alive) return
    this.kill("SIGTERM")
    const timer = setTimeout(() => this.kill("SIGKILL"), milliseconds)
    await this.gone
    clearTimeout(timer)
  }

  private kill(signal: "SIGTERM" | "SIGKILL"): void {
    if (this.child.pid === undefined) return
    try {
      process.kill(-this.child.pid, signal)
    } catch {
      // ESRCH: nothing of the group is left.
    }
  }

  private ended(how: string, resolve: () => void): void {
    this.alive = false
    if (warm === this && this.stopping === undefined) warm = undefined
    this.kill("SIGKILL")
    resolve()
    const running = this.current
    if (running === undefined || running.settled) return
    // What it wrote last may still be on its way.
    setTimeout(() => {
      running.settled = true
      const last = this.lastOutput === "" ? "" : `; its last output was:\n${this.lastOutput}`
      const text = `Python ${how}${last}`
      running.reject(running.started ? new PythonExitedError(text) : new NotStartedError(text))
    }, 50)
  }

  private listen(): void {
    const incoming = new LineReader((line) => this.receive(JSON.parse(line) as Message))
    this.channel.on("data", (chunk: Buffer) => incoming.push(chunk))
    // A broken channel is noticed by the process's exit.
    this.channel.on("error", () => {})
    for (const stream of ["stdout", "stderr"] as const) {
      const lines: string[] = []
      const reader = new LineReader((line) => this.read(stream, line, lines))
      this.child[stream]?.on("data", (chunk: Buffer) => {
        reader.push(chunk)
        this.flush(stream, lines)
      })
      this.child[stream]?.on("close", () => {
        reader.end()
        this.flush(stream, lines)
      })
    }
    // A worker that has nothing else to do may end; Python notices and ends too.
    this.child.unref()
  }

  private read(stream: "stdout" | "stderr", line: string, lines: string[]): void {
    const running = this.current
    if (running === undefined || !line.endsWith(running.marker)) {
      lines.push(line)
      return
    }
    const rest = line.slice(0, -running.marker.length)
    if (rest !== "") lines.push(rest)
    this.flush(stream, lines)
    running.outputEnded.add(stream)
    running.onOutputEnded()
  }

  private flush(stream: "stdout" | "stderr", lines: string[]): void {
    for (const line of lines) {
      if (this.current !== undefined) this.current.attendant.output(stream, line)
      else if (stream === "stdout") console.log(line)
      else console.error(line)
    }
    this.lastOutput = [this.lastOutput, ...lines].join("\n").slice(-2_000).trim()
    lines.length = 0
  }

  private receive(message: Message): void {
    const running = this.current
    if (running === undefined) return
    switch (message.type) {
      case "ready":
        return
      case "started":
        running.started = true
        return
      case "log":
        return running.attendant.log(message.level, message.message, message.attributes)
      case "call":
        return void running.attendant
          .answer(message)
          .then((answer) => this.send({ type: "answer", to: message.number, ...answer }))
      case "done":
        return this.settle(running, () => running.resolve(message.output))
      case "failed":
        if (message.replace) void this.stop()
        return this.settle(running, () => running.reject(new PythonError(message)))
    }
  }

  private settle(running: Running, settle: () => void): void {
    running.settled = true
    const timer = setTimeout(settle, OUTPUT_MS)
    running.onOutputEnded = () => {
      if (running.outputEnded.size < 2 && this.alive) return
      clearTimeout(timer)
      settle()
    }
    running.onOutputEnded()
  }

  private send(message: Record<string, unknown>): void {
    if (this.channel.writable) this.channel.write(`${JSON.stringify(message)}\n`)
  }
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === "SIGKILL") {
    return "was killed (SIGKILL), most often because it ran out of memory; give the task a larger machine"
  }
  return signal === null ? `ended with exit code ${code ?? "unknown"}` : `was ended by ${signal}`
}
