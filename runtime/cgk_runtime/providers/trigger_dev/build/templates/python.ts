import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import type { Duplex } from "node:stream"

import { NotStartedError, PythonError, PythonExitedError } from "./errors.js"
import { LineReader } from "./lines.js"
import { PROTOCOL } from "./messages.js"
import type { Message, RunRequest } from "./messages.js"
import { Output } from "./output.js"
import { project } from "./project.js"
import { Run } from "./run.js"
import type { RunCallbacks } from "./run.js"

/** Time for a handler to end after its run is canceled, in milliseconds. */
const GRACE_MS = 5_000
/** Time to wait for the last output of an ended process, in milliseconds. */
const LAST_OUTPUT_MS = 50

/** Python process that runs one handler at a time. */
export class PythonProcess {
  /** Set once the process is being stopped; resolves when it has ended. */
  stopping: Promise<void> | undefined
  private readonly child: ChildProcess
  private readonly channel: Duplex
  private readonly output: Output
  private readonly variables: Record<string, string>
  private readonly exited: Promise<void>
  private isAlive = true
  private currentRun: Run | undefined

  constructor(variables: Record<string, string>) {
    if (project.python === undefined) {
      throw new Error("Python was not set up: add pythonJobs() to build.extensions in trigger.config.ts")
    }
    this.variables = variables
    const options = ["--channel", "3", "--protocol", String(PROTOCOL), "--sdk", project.sdk]
    const programArguments = ["-m", "cgk_runtime.providers.trigger_dev.run", ...options, ...project.modules]
    this.child = spawn(project.python.command, programArguments, {
      cwd: project.python.directory,
      env: variables,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      // A separate process group, to signal the handler's child processes too.
      detached: true,
    })
    this.channel = this.child.stdio[3] as Duplex
    this.output = new Output(this.child, () => this.currentRun)
    this.exited = new Promise((resolve) => {
      this.child.once("error", (error) => this.onExit(`could not be started: ${error.message}`, resolve))
      this.child.once("exit", (code, signal) => this.onExit(describeExit(code, signal), resolve))
    })
    const incoming = new LineReader((line) => this.receive(JSON.parse(line) as Message))
    this.channel.on("data", (chunk: Buffer) => incoming.push(chunk))
    // A broken channel is reported when the process exits.
    this.channel.on("error", () => {})
    // An idle Python process must not keep the worker alive; it notices the worker's end and ends too.
    this.child.unref()
  }

  isUsable(variables: Record<string, string>): boolean {
    return this.isAlive && this.stopping === undefined && JSON.stringify(variables) === JSON.stringify(this.variables)
  }

  async run(request: RunRequest, callbacks: RunCallbacks, signal: AbortSignal): Promise<string> {
    const onAbort = () => void this.stop()
    try {
      return await new Promise<string>((resolve, reject) => {
        this.output.last = ""
        this.currentRun = new Run(callbacks, resolve, reject)
        if (!this.isAlive) return reject(new NotStartedError("Python ended before it started the run"))
        this.send({ type: "run", marker: this.currentRun.marker, ...request })
        if (signal.aborted) onAbort()
        else signal.addEventListener("abort", onAbort, { once: true })
      })
    } finally {
      signal.removeEventListener("abort", onAbort)
      this.currentRun = undefined
    }
  }

  /** End the process and its children with SIGTERM, and with SIGKILL after the grace period. */
  stop(): Promise<void> {
    this.stopping ??= this.endWithin(GRACE_MS)
    return this.stopping
  }

  private async endWithin(milliseconds: number): Promise<void> {
    if (!this.isAlive) return
    this.kill("SIGTERM")
    const timer = setTimeout(() => this.kill("SIGKILL"), milliseconds)
    await this.exited
    clearTimeout(timer)
  }

  private kill(signal: "SIGTERM" | "SIGKILL"): void {
    if (this.child.pid === undefined) return
    try {
      process.kill(-this.child.pid, signal)
    } catch {
      // ESRCH: the group has ended already.
    }
  }

  private onExit(reason: string, resolve: () => void): void {
    this.isAlive = false
    this.kill("SIGKILL")
    resolve()
    const run = this.currentRun
    if (run === undefined || run.hasOutcome) return
    // Wait for the last output, which may still arrive.
    setTimeout(() => {
      const last = this.output.last === "" ? "" : `; its last output was:\n${this.output.last}`
      const text = `Python ${reason}${last}`
      run.end(run.started ? new PythonExitedError(text) : new NotStartedError(text))
    }, LAST_OUTPUT_MS)
  }

  private receive(message: Message): void {
    const run = this.currentRun
    if (run === undefined) return
    const isAlive = () => this.isAlive
    switch (message.type) {
      case "ready":
        return
      case "started":
        run.started = true
        return
      case "log":
        return run.callbacks.log(message.level, message.message, message.attributes)
      case "call":
        return void run.callbacks
          .answer(message)
          .then((answer) => this.send({ type: "answer", to: message.number, ...answer }))
      case "done":
        return run.endAfterOutput(message.output, isAlive)
      case "failed":
        if (message.replace) void this.stop()
        return run.endAfterOutput(new PythonError(message), isAlive)
    }
  }

  private send(message: Record<string, unknown>): void {
    if (this.channel.writable) this.channel.write(`${JSON.stringify(message)}\n`)
  }
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === "SIGKILL") {
    return "was killed (SIGKILL), most likely because it ran out of memory; use a larger machine for the task"
  }
  return signal === null ? `ended with exit code ${code ?? "unknown"}` : `was ended by ${signal}`
}
