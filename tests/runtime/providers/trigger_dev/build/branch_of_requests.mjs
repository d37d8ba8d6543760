// Sends an API request in branches and prints the branch header of each.
// Reads the path of calls.ts from standard input.
import { readFileSync } from 'node:fs'

const branches = []
globalThis.fetch = (_url, { headers }) => {
  branches.push(headers['x-trigger-branch'] ?? null)
  return Promise.resolve(new Response('{}'))
}

const { Calls } = await import(JSON.parse(readFileSync(0, 'utf8')))
const call = { method: 'request', verb: 'GET', url: 'https://api.here.invalid/api/v1/runs', headers: {}, body: null }
for (const [preview, dev] of [['', ''], ['feature', ''], ['', 'mine'], ['', 'default']]) {
  process.env.TRIGGER_PREVIEW_BRANCH = preview
  process.env.TRIGGER_DEV_BRANCH = dev
  await new Calls().answer(call)
}
process.stdout.write(JSON.stringify(branches))
