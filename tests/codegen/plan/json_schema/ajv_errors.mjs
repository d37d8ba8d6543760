// Reads {folder, cases: [[event, payload], ...]} and prints ajv's errors for each payload. An error is [keyword, path of the
// keyword in the schema, path of the value in the payload, name of a missing or unknown property].
import { readFileSync } from 'node:fs'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const { folder, cases } = JSON.parse(readFileSync(0, 'utf8'))
const ajv = addFormats.default(new Ajv2020.default({ strict: true, allErrors: true, allowUnionTypes: true }))
const validators = {}
const toViolation = ({ keyword, schemaPath, instancePath, params }) => {
  const location = decodeURIComponent(schemaPath.replace(/^.*#/, ''))
  return [keyword, location, instancePath, params.missingProperty ?? params.additionalProperty ?? null]
}
const violations = cases.map(([event, payload]) => {
  validators[event] ??= ajv.compile(JSON.parse(readFileSync(`${folder}/schema/events/${event}.json`, 'utf8')))
  return validators[event](payload) ? [] : validators[event].errors.map(toViolation)
})
process.stdout.write(JSON.stringify(violations))
