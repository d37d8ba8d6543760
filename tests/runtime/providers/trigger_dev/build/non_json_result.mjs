// Waits for a job whose result is a BigInt, which JSON lacks, and prints the answer.
// Reads the path of calls.ts from standard input.
import { readFileSync } from 'node:fs'
import { tasks } from '@trigger.dev/sdk'

tasks.triggerAndWait = () => Promise.resolve({ ok: true, id: 'run_1', output: 10n })

const { Calls } = await import(JSON.parse(readFileSync(0, 'utf8')))
const call = { method: 'triggerAndWait', job: { task: 'order-created', payload: '{}', options: {} } }
process.stdout.write(JSON.stringify(await new Calls().answer(call)))
process.exit(0)
