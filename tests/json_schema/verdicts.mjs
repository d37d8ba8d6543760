// Reads {schemas: {event: schema}, cases: [[event, payload], ...]} and writes ajv's verdict on every case, in strict mode.
import { readFileSync } from 'node:fs'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const { schemas, cases } = JSON.parse(readFileSync(0, 'utf8'))
const ajv = addFormats.default(new Ajv2020.default({ strict: true, strictRequired: true, allErrors: true }))
const validators = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, ajv.compile(schema)]))
process.stdout.write(JSON.stringify(cases.map(([name, payload]) => validators[name](payload))))
