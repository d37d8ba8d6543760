import { pythonEnvironment } from "./environment.js"
import { NotStartedError, PythonExitedError } from "./errors.js"
import type { RunRequest } from "./messages.js"
import { PythonProcess } from "./python.js"
import type { RunCallbacks } from "./run.js"

/** Process that is kept for the next run. */
let warm: PythonProcess | undefined

/** Run a handler in the warm process, or in a new one. */
export async function runInPython(request: RunRequest, callbacks: RunCallbacks, signal: AbortSignal): Promise<string> {
  const wasWarm = warm?.isUsable(pythonEnvironment()) === true
  try {
    return await usableProcess().run(request, callbacks, signal)
  } catch (error) {
    if (!(error instanceof NotStartedError)) throw error
    // The warm process has ended since the last run.
    if (wasWarm && !signal.aborted) return await usableProcess().run(request, callbacks, signal)
    throw new PythonExitedError(error.message)
  }
}

/** Wait until the process of a canceled run and its children have ended. */
export async function waitUntilStopped(): Promise<void> {
  await warm?.stopping
}

function usableProcess(): PythonProcess {
  const variables = pythonEnvironment()
  if (warm?.isUsable(variables) !== true) {
    void warm?.stop()
    warm = new PythonProcess(variables)
  }
  return warm
}
