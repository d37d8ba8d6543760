// Reads {schemas: {event: schema}, package: folder, cases: [[event, JSON text], ...]} and prints for each case whether
// ajv in strict mode, zod, typebox and the package's validators accept it, and the payload as JavaScript writes it.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { Compile } from 'typebox/schema'
import * as z from 'zod'

const input = JSON.parse(readFileSync(0, 'utf8'))
const ajv = addFormats.default(
  new Ajv2020.default({ strict: true, strictRequired: true, allErrors: true, allowUnionTypes: true }),
)
const { matchesSchema } = await import(pathToFileURL(`${input.package}/check-payload.js`).href)

const validators = Object.entries(input.schemas).map(([event, schema]) => {
  const [byAjv, byZod, byTypebox] = [ajv.compile(schema), z.fromJSONSchema(schema), Compile(schema)]
  const validate = (payload) => ({
    ajv: byAjv(payload),
    zod: byZod.safeParse(payload).success,
    typebox: byTypebox.Check(payload),
    package: matchesSchema(event, payload),
  })
  return [event, validate]
})
const validatorOf = Object.fromEntries(validators)
const verdicts = input.cases.map(([event, text]) => {
  const payload = JSON.parse(text)
  return [validatorOf[event](payload), JSON.stringify(payload)]
})
process.stdout.write(JSON.stringify(verdicts))
