// Reads {package: folder, cases: [[event, JSON text], ...]}. Prints three values for each received payload: whether the
// package accepts it, the parsed payload as JSON text (or the error's name), and the dropped fields.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const { package: folder, cases } = JSON.parse(readFileSync(0, 'utf8'))
const importModule = (name) => import(pathToFileURL(`${folder}/${name}.js`).href)
const modules = ['index', 'check-payload', 'strip-unknown', 'schemas', 'events'].map(importModule)
const [{ readPayload }, { matchesSchema }, { stripUnknown }, { SCHEMAS }, { currentEventName }] = await Promise.all(modules)
const read = ([event, text]) => {
  try {
    const payload = JSON.parse(text)
    const schema = SCHEMAS[currentEventName(event)]
    const { unknown } = matchesSchema(event, payload) ? { unknown: [] } : stripUnknown(schema, payload)
    return [true, JSON.stringify(readPayload(event, payload)), unknown.sort()]
  } catch (error) {
    if (error.problems === undefined) throw error
    return [false, error.name, []]
  }
}
process.stdout.write(JSON.stringify(cases.map(read)))
