import { environment } from "./environment.js"
import { NotStartedError, PythonExitedError } from "./errors.js"
import type { Job } from "./messages.js"
import { PythonProcess } from "./python.js"
import type { RunCallbacks } from "./run.js"

/** Process that is kept for the next run. */
let warm: PythonProcess | undefined

/** Run a job in the warm process, or in a new one. */
export async function runInPython(job: Job, callbacks: RunCallbacks, signal: AbortSignal): Promise<string> {
  const wasWarm = warm?.isUsable(environment()) === true
  try {
    return await usableProcess().run(job, callbacks, signal)
  } catch (error) {
    if (!(error instanceof NotStartedError)) throw error
    if (wasWarm && !signal.aborted) return await usableProcess().run(job, callbacks, signal)
    throw new PythonExitedError(error.message)
  }
}

/** Wait until the process of a canceled run and its children have ended. */
export async function waitUntilStopped(): Promise<void> {
  await warm?.stopping
}

function usableProcess(): PythonProcess {
  const variables = environment()
  if (warm?.isUsable(variables) !== true) {
    void warm?.stop()
    warm = new PythonProcess(variables)
  }
  return warm
}
