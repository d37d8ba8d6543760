// Gives what patterns match, read with the flag `u` as ajv does and without as zod does; or why they cannot be read.
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
