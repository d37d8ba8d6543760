// Times validators on the same payloads, one after the other, in several rounds. Reads {folder, rounds} as JSON from
// standard input. Writes, as JSON, the nanoseconds per payload of each validator's fastest round, for valid and for
// invalid payloads.
import { readFileSync, readdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { Compile } from 'typebox/schema'
import * as z from 'zod'

const { folder, rounds } = JSON.parse(readFileSync(0, 'utf8'))
const read = (path) => JSON.parse(readFileSync(`${folder}/schema/${path}`, 'utf8'))
const { isPayload } = await import(pathToFileURL(`${folder}/typescript/index.js`).href)
const ajv = addFormats.default(new Ajv2020.default({ strict: true, allErrors: true, allowUnionTypes: true }))

// In the first rounds, the engine compiles and optimizes the validators.
const WARM_UP_ROUNDS = 3

const payloads = { valid: [], invalid: [] }
const validators = {}
for (const file of readdirSync(`${folder}/schema/events`)) {
  const event = file.replace(/\.json$/, '')
  const schema = read(`events/${file}`)
  const [byAjv, byZod, byTypebox] = [ajv.compile(schema), z.fromJSONSchema(schema), Compile(schema)]
  validators[event] = {
    'cgk-jobs': (payload) => isPayload(event, payload),
    'zod parse': (payload) => {
      try {
        byZod.parse(payload)
        return true
      } catch {
        return false
      }
    },
    'zod safeParse': (payload) => byZod.safeParse(payload).success,
    typebox: (payload) => byTypebox.Check(payload),
    'ajv at run time': (payload) => byAjv(payload),
  }
  const examples = read(`examples/${file}`)
  for (const payload of examples.valid) payloads.valid.push([event, payload])
  for (const { payload } of examples.invalid) payloads.invalid.push([event, payload])
}

const names = Object.keys(Object.values(validators)[0])
const best = Object.fromEntries(names.map((name) => [name, { valid: Infinity, invalid: Infinity }]))
for (let round = 0; round < WARM_UP_ROUNDS + rounds; round += 1) {
  for (const kind of ['valid', 'invalid']) {
    for (const name of names) {
      const repeats = kind === 'valid' ? 200 : 5 // there are many more invalid payloads
      const started = process.hrtime.bigint()
      let correct = 0
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        for (const [event, payload] of payloads[kind]) {
          if (validators[event][name](payload) === (kind === 'valid')) correct += 1
        }
      }
      const count = repeats * payloads[kind].length
      if (correct !== count) throw new Error(`${name} is wrong about ${count - correct} of ${count} ${kind} payloads`)
      const nanoseconds = Number(process.hrtime.bigint() - started) / count
      if (round >= WARM_UP_ROUNDS) best[name][kind] = Math.min(best[name][kind], nanoseconds)
    }
  }
}
process.stdout.write(JSON.stringify(best))
