import { createHash } from "node:crypto"

import { AbortTaskRunError, logger, metadata, tasks } from "@trigger.dev/sdk"
import type { Context } from "@trigger.dev/sdk"

import { answer } from "./calls.js"
import { PythonError } from "./errors.js"
import { LogQueue } from "./logs.js"
import type { Job } from "./messages.js"
import { runInPython, whenStopped } from "./process.js"
import type { Attendant } from "./run.js"

type RunParameters = { ctx: Context; signal: AbortSignal }
type CaughtError = { error: unknown; ctx: Context; retry?: { maxAttempts?: number | undefined } | undefined }
type Failed = { payload: unknown; error: unknown; ctx: Context; signal: AbortSignal }
/** Whether the handler has an `on_failure` that is told of a run that has failed for good. */
type TaskOptions = { onFailure?: boolean }
type Retrying = { skipRetrying: true } | { retryDelayInMs: number } | undefined

const logs = new LogQueue()

/** What a task is that a Python handler runs. */
export function pythonTask<Payload, Output = unknown>(name: string, maxAttempts: number, options: TaskOptions = {}) {
  return {
    run: (payload: Payload, { ctx, signal }: RunParameters) =>
      run({ kind: "task", name, maxAttempts }, payload, ctx, signal) as Promise<Output>,
    ...afterwards,
    ...(options.onFailure === true ? { onFailure: telling(name, maxAttempts) } : {}),
  }
}

/** What a scheduled task is that Python handles, by a handler or by sending an event to every tenant. */
export function pythonSchedule(name: string, maxAttempts: number) {
  return {
    run: (payload: unknown, { ctx, signal }: RunParameters) =>
      run({ kind: "schedule", name, maxAttempts }, payload, ctx, signal),
    ...afterwards,
  }
}

/**
 * What the task of an event is that has several handlers: each named one gets a run of its own. The result is that of
 * the first handler: the one without a name runs here, and where all have names the first of them is waited for.
 */
export function pythonFanOut<Payload, Output = unknown>(
  handlers: { here?: string; named: string[] },
  maxAttempts: number,
  options: TaskOptions = {},
) {
  const isTelling = options.onFailure === true && handlers.here !== undefined
  return {
    ...(isTelling ? { onFailure: telling(handlers.here ?? "", maxAttempts) } : {}),
    run: async (payload: Payload, { ctx, signal }: RunParameters): Promise<Output> => {
      const { here, named } = handlers
      const [waited = "", ...others] = here === undefined ? named : ["", ...named]
      for (const name of others) await tasks.trigger(name, payload, passedOn(ctx, name))
      if (here !== undefined) {
        return (await run({ kind: "task", name: here, maxAttempts }, payload, ctx, signal)) as Output
      }
      const result = await tasks.triggerAndWait(waited, payload, passedOn(ctx, waited))
      if (result.ok) return result.output as Output
      throw new HandlerFailedError(waited, result.id, result.error)
    },
    ...afterwards,
  }
}

/** A handler that was waited for has failed, after all of its own attempts. */
class HandlerFailedError extends Error {
  override name = "HandlerFailedError"
  constructor(handler: string, runId: string, cause: unknown) {
    super(`"${handler}" failed in run ${runId}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

const afterwards = {
  catchError: ({ error, ctx, retry }: CaughtError): Retrying => {
    if (error instanceof HandlerFailedError) return { skipRetrying: true }
    if (!(error instanceof PythonError)) return undefined
    if (error.permanent) return { skipRetrying: true }
    const attempts = ctx.run.maxAttempts ?? retry?.maxAttempts ?? 1
    if (error.retryAfterMs === undefined || ctx.attempt.number >= attempts) return undefined
    return { retryDelayInMs: error.retryAfterMs }
  },
  onCancel: whenStopped,
}

function telling(name: string, maxAttempts: number) {
  return async ({ payload, error, ctx, signal }: Failed): Promise<void> => {
    const { name: type, message } = error instanceof Error ? error : new Error(String(error))
    const told = { ...tenantOf(payload), payload: asJson(payload), error: { name: type, message } }
    await run({ kind: "failure", name, maxAttempts }, told, ctx, signal)
  }
}

/** The options of a named handler's run: the same labels, and one run however often the event's own is tried again. */
function passedOn(ctx: Context, name: string) {
  const key = createHash("sha256").update(JSON.stringify([ctx.run.id, name])).digest("hex")
  const sent = metadata.current()
  return {
    idempotencyKey: key,
    tags: ctx.run.tags,
    ...(ctx.run.priority === undefined ? {} : { priority: ctx.run.priority }),
    ...(sent === undefined ? {} : { metadata: sent }),
  }
}

type Handler = Pick<Job, "kind" | "name" | "maxAttempts">

async function run(handler: Handler, payload: unknown, ctx: Context, signal: AbortSignal): Promise<unknown> {
  return await logger.trace(`python ${handler.name}`, async (span) => {
    const job: Job = {
      ...handler,
      payload: asJson(payload),
      runId: ctx.run.id,
      attempt: ctx.attempt.number,
      maxAttempts: ctx.run.maxAttempts ?? handler.maxAttempts,
      queuedAt: ctx.run.createdAt.getTime(),
      tags: ctx.run.tags,
      metadata: metadata.current() ?? null,
      headers: traceHeaders(span),
    }
    try {
      return JSON.parse(await runInPython(job, attendant(payload), signal)) as unknown
    } finally {
      await logs.written()
    }
  })
}

function asJson(payload: unknown): string {
  try {
    return JSON.stringify(payload ?? null)
  } catch (error) {
    throw new AbortTaskRunError(`The payload is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function attendant(payload: unknown): Attendant {
  const tenant = tenantOf(payload)
  return {
    log: (level, message, attributes) => logs.write(level, message, { ...tenant, ...attributes }),
    output: (stream, line) => logs.write(stream === "stdout" ? "info" : "warn", line, { ...tenant, stream }),
    answer,
  }
}

function tenantOf(payload: unknown): { tenantId?: string } {
  if (payload === null || typeof payload !== "object") return {}
  const { tenantId } = payload as { tenantId?: unknown }
  return typeof tenantId === "string" ? { tenantId } : {}
}

type SpanContext = { traceId: string; spanId: string; traceFlags: number; traceState?: { serialize(): string } }

/** The trace as W3C Trace Context writes it (w3.org/TR/trace-context, "Traceparent Header"). */
function traceHeaders(span: { spanContext?: () => SpanContext }): Record<string, string> {
  const context = span.spanContext?.()
  if (context === undefined) return {}
  const traceparent = `00-${context.traceId}-${context.spanId}-${context.traceFlags.toString(16).padStart(2, "0")}`
  const tracestate = context.traceState?.serialize() ?? ""
  return tracestate === "" ? { traceparent } : { traceparent, tracestate }
}
