import { createHash } from "node:crypto"

import { AbortTaskRunError, logger, metadata, tasks } from "@trigger.dev/sdk"
import type { Context } from "@trigger.dev/sdk"

import { Calls } from "./calls.js"
import { PythonError } from "./errors.js"
import { LogQueue } from "./logs.js"
import type { RunRequest } from "./messages.js"
import { project } from "./project.js"
import { runInPython, waitUntilStopped } from "./process.js"
import type { RunCallbacks } from "./run.js"

type RunParameters = { ctx: Context; signal: AbortSignal }
type CaughtError = { error: unknown; ctx: Context; retry?: { maxAttempts?: number | undefined } | undefined }
type FailedRun = { payload: unknown; error: unknown; ctx: Context; signal: AbortSignal }
/** `onFailure` is true if the handler has an `on_failure` to call after the last failed attempt. */
type TaskOptions = { onFailure?: boolean }
type RetryDecision = { skipRetrying: true } | { retryDelayInMs: number } | undefined

const logs = new LogQueue()

/** Return the options of a task that runs a Python handler. */
export function pythonTask<Payload, Output = unknown>(name: string, maxAttempts: number, options: TaskOptions = {}) {
  return {
    run: (payload: Payload, { ctx, signal }: RunParameters) =>
      runHandler({ kind: "task", name, maxAttempts }, payload, ctx, signal) as Promise<Output>,
    ...hooks,
    ...(options.onFailure === true ? { onFailure: failureHook(name, maxAttempts) } : {}),
  }
}

/** Return the options of a scheduled task that runs a Python handler or sends an event to every tenant. */
export function pythonSchedule(name: string, maxAttempts: number) {
  return {
    run: (payload: unknown, { ctx, signal }: RunParameters) =>
      runHandler({ kind: "schedule", name, maxAttempts }, payload, ctx, signal),
    ...hooks,
  }
}

/**
 * Return the options of a task that triggers others: those of an event's named handlers, or that of the event's new name.
 * An unnamed handler runs in this task and returns the result; without one, the first triggered task returns it.
 */
export function pythonFanOut<Payload, Output = unknown>(
  { unnamed, named, tenantsTakeTurns = false }: { unnamed?: string; named: string[]; tenantsTakeTurns?: boolean },
  maxAttempts: number,
  options: TaskOptions = {},
) {
  const hasFailureHook = options.onFailure === true && unnamed !== undefined
  return {
    ...(hasFailureHook ? { onFailure: failureHook(unnamed, maxAttempts) } : {}),
    run: async (payload: Payload, { ctx, signal }: RunParameters): Promise<Output> => {
      const tenant = tenantsTakeTurns ? tenantOf(payload).tenantId : undefined
      if (unnamed !== undefined) {
        await triggerAll(named, payload, ctx, tenant)
        return (await runHandler({ kind: "task", name: unnamed, maxAttempts }, payload, ctx, signal)) as Output
      }
      const [first = "", ...others] = named
      await triggerAll(others, payload, ctx, tenant)
      const result = await tasks.triggerAndWait(first, payload, forwardedOptions(ctx, first, tenant))
      if (result.ok) return result.output as Output
      throw new HandlerFailedError(first, result.id, result.error)
    },
    ...hooks,
  }
}

async function triggerAll(names: string[], payload: unknown, ctx: Context, tenant?: string): Promise<void> {
  for (const name of names) await tasks.trigger(name, payload, forwardedOptions(ctx, name, tenant))
}

/** The awaited handler failed after all of its own attempts. */
class HandlerFailedError extends Error {
  override name = "HandlerFailedError"
  constructor(handler: string, runId: string, cause: unknown) {
    super(`"${handler}" failed in run ${runId}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

const hooks = {
  catchError: ({ error, ctx, retry }: CaughtError): RetryDecision => {
    if (error instanceof HandlerFailedError) return { skipRetrying: true }
    if (!(error instanceof PythonError)) return undefined
    if (error.permanent) return { skipRetrying: true }
    const maxAttempts = ctx.run.maxAttempts ?? retry?.maxAttempts ?? 1
    if (error.retryAfterMs === undefined || ctx.attempt.number >= maxAttempts) return undefined
    return { retryDelayInMs: error.retryAfterMs }
  },
  onCancel: waitUntilStopped,
}

function failureHook(name: string, maxAttempts: number) {
  return async ({ payload, error, ctx, signal }: FailedRun): Promise<void> => {
    const { name: errorName, message } = error instanceof Error ? error : new Error(String(error))
    const failure = { ...tenantOf(payload), payload: toJson(payload), error: { name: errorName, message } }
    await runHandler({ kind: "failure", name, maxAttempts }, failure, ctx, signal)
  }
}

/** Return the options of a triggered run: tags and metadata of this run, a key against duplicates, and the tenant's turns. */
function forwardedOptions(ctx: Context, name: string, tenant?: string) {
  const key = createHash("sha256").update(JSON.stringify([ctx.run.id, name])).digest("hex")
  const currentMetadata = metadata.current()
  return {
    idempotencyKey: key,
    tags: ctx.run.tags,
    ...(tenant === undefined ? {} : { concurrencyKey: tenant }),
    ...(ctx.run.priority === undefined ? {} : { priority: ctx.run.priority }),
    ...(currentMetadata === undefined ? {} : { metadata: currentMetadata }),
  }
}

type HandlerCall = Pick<RunRequest, "kind" | "name" | "maxAttempts">

/** Run a handler in Python, in a span of its own. */
async function runHandler(handler: HandlerCall, payload: unknown, ctx: Context, signal: AbortSignal): Promise<unknown> {
  return await logger.trace(`python ${handler.name}`, async (span) => {
    const request: RunRequest = {
      ...handler,
      payload: toJson(payload),
      runId: ctx.run.id,
      attempt: ctx.attempt.number,
      maxAttempts: ctx.run.maxAttempts ?? handler.maxAttempts,
      queuedAt: ctx.run.createdAt.getTime(),
      tags: ctx.run.tags,
      metadata: metadata.current() ?? null,
      headers: traceHeaders(span),
    }
    try {
      return JSON.parse(await runInPython(request, createCallbacks(payload), signal)) as unknown
    } finally {
      await logs.flush()
    }
  })
}

function toJson(payload: unknown): string {
  try {
    return JSON.stringify(payload ?? null)
  } catch (error) {
    throw new AbortTaskRunError(`The payload must be JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function createCallbacks(payload: unknown): RunCallbacks {
  const tenant = tenantOf(payload)
  const calls = new Calls()
  return {
    log: (level, message, attributes) => logs.write(level, message, { ...tenant, ...attributes }),
    output: (stream, line) => logs.write(stream === "stdout" ? "info" : "warn", line, { ...tenant, stream }),
    answer: (call) => calls.answer(call),
  }
}

function tenantOf(payload: unknown): { tenantId?: string } {
  if (payload === null || typeof payload !== "object") return {}
  const tenantId = (payload as Record<string, unknown>)[project.tenantField]
  return typeof tenantId === "string" ? { tenantId } : {}
}

type SpanContext = { traceId: string; spanId: string; traceFlags: number; traceState?: { serialize(): string } }

/** Return trace headers in the format of W3C Trace Context (w3.org/TR/trace-context, "Traceparent Header"). */
function traceHeaders(span: { spanContext?: () => SpanContext }): Record<string, string> {
  const context = span.spanContext?.()
  if (context === undefined) return {}
  const traceparent = `00-${context.traceId}-${context.spanId}-${context.traceFlags.toString(16).padStart(2, "0")}`
  const tracestate = context.traceState?.serialize() ?? ""
  return tracestate === "" ? { traceparent } : { traceparent, tracestate }
}
