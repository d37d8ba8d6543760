// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
// What a catalog knows of a payload that a newer sender made: the fields its types have, and nothing else.
import { isAllowed } from './allowed.js'
import { pathOf } from './paths.js'

/** @typedef {import('./allowed.js').Schema} Schema */
/** @typedef {import('./allowed.js').Types} Types */

/**
 * A value as one schema reads it.
 *
 * @typedef {{
 *   readonly value: unknown
 *   readonly fits: boolean
 *   readonly fields: number
 *   readonly unknown: readonly (readonly string[])[]
 * }} Reading
 */

/**
 * Leaves out of a value what its schema does not know.
 *
 * @param {Schema} schema
 * @param {unknown} value
 * @returns {{ readonly value: unknown, readonly unknown: readonly string[] }} the rest, and where the unknown fields were
 */
export function known(schema, value) {
  const reading = read(schema, value, schema.$defs ?? {})
  return { value: reading.value, unknown: reading.unknown.map(pathOf) }
}

/**
 * @param {Schema} schema
 * @param {unknown} value
 * @param {Types} types
 * @returns {Reading}
 */
function read(schema, value, types) {
  const name = schema.$ref?.replace('#/$defs/', '')
  if (name !== undefined) return read(types[name] ?? {}, value, types)
  if (schema.anyOf !== undefined) return fullest(schema.anyOf.map((choice) => read(choice, value, types)), value)
  if (Array.isArray(value)) return readList(schema, value, types)
  if (typeof value === 'object' && value !== null) return readObject(schema, /** @type {object} */ (value), types)
  return { value, fits: isAllowed(schema, value), fields: 0, unknown: [] }
}

/**
 * Of the types that a value may have: the one that fits and knows most of its fields, the first of those, as in Python.
 *
 * @param {readonly Reading[]} readings
 * @param {unknown} value
 */
function fullest(readings, value) {
  /** @type {Reading} */
  let best = { value, fits: false, fields: -1, unknown: [] }
  for (const reading of readings) {
    if (reading.fits && reading.fields > best.fields) best = reading
  }
  return best
}

/**
 * @param {Schema} schema
 * @param {readonly unknown[]} list
 * @param {Types} types
 * @returns {Reading}
 */
function readList(schema, list, types) {
  const { items = {}, minItems = 0, maxItems = Infinity } = schema
  const readings = list.map((item, at) => below(String(at), read(items, item, types)))
  const fits = isAllowed(schema, list) && list.length >= minItems && list.length <= maxItems
  return together(readings, readings.map(({ value }) => value), fits)
}

/**
 * @param {Schema} schema
 * @param {object} object
 * @param {Types} types
 * @returns {Reading}
 */
function readObject(schema, object, types) {
  const { properties = {}, required = [], additionalProperties: others = true } = schema
  /** @type {[name: string, reading: Reading][]} */
  const readings = []
  /** @type {(readonly string[])[]} */
  const unknown = []
  let fields = 0
  for (const [name, value] of Object.entries(object)) {
    const field = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (field !== undefined) fields += 1
    if (field === undefined && others === false) unknown.push([name])
    else readings.push([name, below(name, read(field ?? (typeof others === 'object' ? others : {}), value, types))])
  }
  const fits = isAllowed(schema, object) && required.every((name) => Object.hasOwn(object, name))
  const whole = together(readings.map(([, reading]) => reading), keptOf(readings), fits)
  return { ...whole, fields: whole.fields + fields, unknown: [...unknown, ...whole.unknown] }
}

/** @param {readonly [name: string, reading: Reading][]} readings */
function keptOf(readings) {
  return Object.fromEntries(readings.map(([name, { value }]) => [name, value]))
}

/**
 * @param {string} step
 * @param {Reading} reading
 * @returns {Reading}
 */
function below(step, reading) {
  return reading.unknown.length === 0
    ? reading
    : { ...reading, unknown: reading.unknown.map((path) => [step, ...path]) }
}

/**
 * @param {readonly Reading[]} parts
 * @param {unknown} value
 * @param {boolean} fits
 * @returns {Reading}
 */
function together(parts, value, fits) {
  return {
    value,
    fits: fits && parts.every((part) => part.fits),
    fields: parts.reduce((sum, part) => sum + part.fields, 0),
    unknown: parts.flatMap((part) => part.unknown),
  }
}
