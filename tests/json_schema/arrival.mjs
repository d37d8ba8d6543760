// Reads {package: folder, cases: [[event, JSON text], ...]} and writes what the package reads of each payload that
// arrives, as JSON text, or the fields it complains about.
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const { package: folder, cases } = JSON.parse(readFileSync(0, 'utf8'))
const { readPayload } = await import(pathToFileURL(`${folder}/index.js`).href)
const read = ([event, text]) => {
  try {
    return [true, JSON.stringify(readPayload(event, JSON.parse(text)))]
  } catch (error) {
    if (error.problems === undefined) throw error
    return [false, error.name]
  }
}
process.stdout.write(JSON.stringify(cases.map(read)))
