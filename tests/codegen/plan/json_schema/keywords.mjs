// Reads {folder, cases: [[event, payload], ...]} and writes what ajv says each payload breaks, as [keyword, where it stands
// in the schema, where in the payload, the name of a property that is missing or too many].
import { readFileSync } from 'node:fs'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const { folder, cases } = JSON.parse(readFileSync(0, 'utf8'))
const ajv = addFormats.default(new Ajv2020.default({ strict: true, allErrors: true, allowUnionTypes: true }))
const validators = {}
const broken = ({ keyword, schemaPath, instancePath, params }) => [
  keyword, decodeURIComponent(schemaPath.replace(/^.*#/, '')), instancePath, params.missingProperty ?? params.additionalProperty ?? null,
]
const said = cases.map(([event, payload]) => {
  validators[event] ??= ajv.compile(JSON.parse(readFileSync(`${folder}/schema/events/${event}.json`, 'utf8')))
  return validators[event](payload) ? [] : validators[event].errors.map(broken)
})
process.stdout.write(JSON.stringify(said))
