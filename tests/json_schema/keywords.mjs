// Reads {folder, cases: [[event, payload, ...], ...]} and writes the keywords that ajv says each payload breaks.
import { readFileSync } from 'node:fs'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const { folder, cases } = JSON.parse(readFileSync(0, 'utf8'))
const ajv = addFormats.default(new Ajv2020.default({ strict: true, allErrors: true, allowUnionTypes: true }))
const validators = {}
const said = cases.map(([event, payload]) => {
  validators[event] ??= ajv.compile(JSON.parse(readFileSync(`${folder}/schema/events/${event}.json`, 'utf8')))
  return validators[event](payload) ? [] : validators[event].errors.map(({ keyword }) => keyword)
})
process.stdout.write(JSON.stringify(said))
