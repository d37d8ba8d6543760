// Reads {package: folder, cases: [[event, JSON text], ...]} and writes what the package reads of each payload that
// arrives, as JSON text with what it leaves out, or the error it throws.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const { package: folder, cases } = JSON.parse(readFileSync(0, 'utf8'))
const of = (module) => import(pathToFileURL(`${folder}/${module}.js`).href)
const modules = ['index', 'strip-unknown', 'schemas', 'events'].map(of)
const [{ isPayload, readPayload }, { stripUnknown }, { SCHEMAS }, { currentName }] = await Promise.all(modules)
const read = ([event, text]) => {
  try {
    const payload = JSON.parse(text)
    const { unknown } = isPayload(event, payload) ? { unknown: [] } : stripUnknown(SCHEMAS[currentName(event)], payload)
    return [true, JSON.stringify(readPayload(event, payload)), unknown.sort()]
  } catch (error) {
    if (error.problems === undefined) throw error
    return [false, error.name, []]
  }
}
process.stdout.write(JSON.stringify(cases.map(read)))
