import { environment } from "./environment.js"
import { NotStartedError, PythonExitedError } from "./errors.js"
import type { Job } from "./messages.js"
import { PythonProcess } from "./python.js"
import type { Attendant } from "./run.js"

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
    void warm?.stop()
    warm = new PythonProcess(variables)
  }
  return warm
}
