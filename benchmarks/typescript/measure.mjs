// Times validators on the same payloads, in turns, in one process. Reads {folder, rounds} and writes, for each
// validator, the nanoseconds per payload of its best turn, valid and invalid payloads apart.
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

const payloads = { valid: [], invalid: [] }
const contenders = {}
for (const file of readdirSync(`${folder}/schema/events`)) {
  const event = file.replace(/\.json$/, '')
  const schema = read(`events/${file}`)
  const [byAjv, byZod, byTypebox] = [ajv.compile(schema), z.fromJSONSchema(schema), Compile(schema)]
  contenders[event] = {
    package: (payload) => isPayload(event, payload),
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

const names = Object.keys(Object.values(contenders)[0])
const best = Object.fromEntries(names.map((name) => [name, { valid: Infinity, invalid: Infinity }]))
for (let round = 0; round < 3 + rounds; round += 1) {
  for (const kind of ['valid', 'invalid']) {
    for (const name of names) {
      const repeats = kind === 'valid' ? 200 : 5
      const started = process.hrtime.bigint()
      let agreed = 0
      for (let again = 0; again < repeats; again += 1) {
        for (const [event, payload] of payloads[kind]) {
          if (contenders[event][name](payload) === (kind === 'valid')) agreed += 1
        }
      }
      const count = repeats * payloads[kind].length
      if (agreed !== count) throw new Error(`${name} judges ${count - agreed} of ${count} ${kind} payloads otherwise`)
      // The first rounds warm the compiler up.
      if (round >= 3) best[name][kind] = Math.min(best[name][kind], Number(process.hrtime.bigint() - started) / count)
    }
  }
}
process.stdout.write(JSON.stringify(best))
