// Reads {schemas: {event: schema}, cases: [[event, payload], ...]} and writes whether a handler accepts each payload.
// As in the TypeScript package, fields that the schema does not have are removed, and the remaining payload must be valid.
import { readFileSync } from 'node:fs'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const { schemas, cases } = JSON.parse(readFileSync(0, 'utf8'))
const ajv = addFormats.default(new Ajv2020.default({ strict: true, allErrors: true }))
const validators = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, ajv.compile(schema)]))

const isAccepted = (validate, payload) => {
  if (validate(payload)) return true
  for (const error of validate.errors.filter(({ keyword }) => keyword === 'additionalProperties')) {
    const steps = error.instancePath.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    const owner = steps.reduce((value, step) => value?.[step], payload)
    if (owner !== undefined) delete owner[error.params.additionalProperty]
  }
  return validate(payload)
}

process.stdout.write(JSON.stringify(cases.map(([name, payload]) => isAccepted(validators[name], payload))))
