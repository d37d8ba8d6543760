// Waits for a job in each of two runs of one process. The first wait never ends; prints the answer to the second one.
// Reads the path of calls.ts from standard input.
import { readFileSync } from 'node:fs'
import { tasks } from '@trigger.dev/sdk'

tasks.triggerAndWait = (task) =>
  task === 'hangs' ? new Promise(() => {}) : Promise.resolve({ ok: true, id: 'run_2', output: 'done' })

const { Calls } = await import(JSON.parse(readFileSync(0, 'utf8')))
const call = (task) => ({ method: 'triggerAndWait', job: { task, payload: '{}', options: {} } })
void new Calls().answer(call('hangs'))
await new Promise((resolve) => setTimeout(resolve, 50))
process.stdout.write(JSON.stringify(await new Calls().answer(call('succeeds'))))
process.exit(0)
