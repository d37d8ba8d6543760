// Reads {folder, events: [[event, type], ...], out}. Prints for each event whether ajv, zod and typebox accept a valid
// payload, and whether they accept an invalid one. Writes the types that json-schema-to-typescript and quicktype
// generate to the folder `out`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { compile } from 'json-schema-to-typescript'
import { InputData, JSONSchemaInput, FetchingJSONSchemaStore, quicktype } from 'quicktype-core'
import { Compile } from 'typebox/schema'
import * as z from 'zod'

const { folder, events, out } = JSON.parse(readFileSync(0, 'utf8'))
const read = (path) => JSON.parse(readFileSync(`${folder}/schema/${path}`, 'utf8'))
// Schema of an object that holds the payload of each event under the event's name.
const bundle = read('bundle.json')
const ajv = addFormats.default(new Ajv2020.default({ strict: true, strictRequired: true, allowUnionTypes: true }))

const byAjv = ajv.compile(bundle)
const byZod = z.fromJSONSchema(bundle)
const byTypebox = Compile(bundle)
const verdicts = events.map(([event]) => {
  const [example] = read(`events/${event}.json`).examples
  const [good, bad] = [{ [event]: example }, { [event]: { ...example, tenantId: undefined, unknown: 1 } }]
  return [byAjv(good), byZod.safeParse(good).success, byTypebox.Check(good),
    byAjv(bad), byZod.safeParse(bad).success, byTypebox.Check(bad)]
})

mkdirSync(`${out}/j2ts`)
for (const [event, type] of events) {
  const options = { bannerComment: '', format: false, ignoreMinAndMaxItems: true }
  writeFileSync(`${out}/j2ts/${type}.ts`, await compile(read(`events/${event}.json`), type, options))
}

const input = new JSONSchemaInput(new FetchingJSONSchemaStore())
await input.addSource({ name: 'JobEvents', schema: JSON.stringify(bundle) })
const inputData = new InputData()
inputData.addInput(input)
const { lines } = await quicktype({
  inputData, lang: 'typescript', inferDateTimes: false,
  rendererOptions: { 'just-types': 'true', 'prefer-unions': 'true', 'prefer-unknown': 'true' },
})
writeFileSync(`${out}/quicktype.ts`, lines.join('\n'))
process.stdout.write(JSON.stringify(verdicts))
