// Reads {patterns, texts}. Prints for each pattern whether it matches each text, with the flag `u` as in ajv and without
// it as in zod; for an invalid pattern, prints the error.
import { readFileSync } from 'node:fs'

const { patterns, texts } = JSON.parse(readFileSync(0, 'utf8'))

function matches(pattern, flags) {
  try {
    const expression = new RegExp(pattern, flags)
    return texts.map((text) => expression.test(text))
  } catch (error) {
    return String(error)
  }
}

console.log(JSON.stringify(patterns.map((pattern) => [matches(pattern, 'u'), matches(pattern, '')])))
