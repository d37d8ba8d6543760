// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { matchesShallowly } from './shallow-check.js'
import { formatPath } from './json-pointer.js'

/** @typedef {import('./shallow-check.js').Schema} Schema */
/** @typedef {import('./shallow-check.js').Types} Types */

/**
 * A value parsed by a schema.
 *
 * `value` has only known fields, `matches` is true if the schema allows it, `knownFields` counts the known fields, and
 * `unknown` holds the paths of the removed ones.
 *
 * @typedef {{
 *   readonly value: unknown
 *   readonly matches: boolean
 *   readonly knownFields: number
 *   readonly unknown: readonly (readonly string[])[]
 * }} Parsed
 */

/**
 * Removes the fields that this catalog does not define, which newer senders add.
 *
 * @param {Schema} schema
 * @param {unknown} value
 * @returns {{ readonly value: unknown, readonly unknown: readonly string[] }} a copy without them, and their paths
 */
export function stripUnknown(schema, value) {
  const parsed = parse(schema, value, schema.$defs ?? {})
  return { value: parsed.value, unknown: parsed.unknown.map(formatPath) }
}

/**
 * @param {Schema} schema
 * @param {unknown} value
 * @param {Types} types
 * @returns {Parsed}
 */
function parse(schema, value, types) {
  const name = schema.$ref?.replace('#/$defs/', '')
  if (name !== undefined) return parse(types[name] ?? {}, value, types)
  if (schema.anyOf !== undefined) return bestMatch(schema.anyOf.map((choice) => parse(choice, value, types)), value)
  if (Array.isArray(value)) return parseList(schema, value, types)
  if (typeof value === 'object' && value !== null) return parseObject(schema, /** @type {object} */ (value), types)
  return { value, matches: matchesShallowly(schema, value), knownFields: 0, unknown: [] }
}

/**
 * Returns the matching choice of a union that knows the most fields; the first one of several, as Python does.
 *
 * @param {readonly Parsed[]} choices
 * @param {unknown} value
 */
function bestMatch(choices, value) {
  /** @type {Parsed} */
  let best = { value, matches: false, knownFields: -1, unknown: [] }
  for (const choice of choices) {
    if (choice.matches && choice.knownFields > best.knownFields) best = choice
  }
  return best
}

/**
 * @param {Schema} schema
 * @param {readonly unknown[]} list
 * @param {Types} types
 * @returns {Parsed}
 */
function parseList(schema, list, types) {
  const { items = {}, minItems = 0, maxItems = Infinity } = schema
  const parsed = list.map((item, index) => addStep(String(index), parse(items, item, types)))
  const matches = matchesShallowly(schema, list) && list.length >= minItems && list.length <= maxItems
  return combine(parsed, parsed.map(({ value }) => value), matches)
}

/**
 * @param {Schema} schema
 * @param {object} object
 * @param {Types} types
 * @returns {Parsed}
 */
function parseObject(schema, object, types) {
  const { properties = {}, required = [], additionalProperties: otherFields = true } = schema
  /** @type {[name: string, parsed: Parsed][]} */
  const parsed = []
  /** @type {(readonly string[])[]} */
  const unknown = []
  let knownFields = 0
  for (const [name, value] of Object.entries(object)) {
    const field = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (field !== undefined) knownFields += 1
    if (field === undefined && otherFields === false) {
      unknown.push([name])
      continue
    }
    const fieldSchema = field ?? (typeof otherFields === 'object' ? otherFields : {})
    parsed.push([name, addStep(name, parse(fieldSchema, value, types))])
  }
  const matches = matchesShallowly(schema, object) && required.every((name) => Object.hasOwn(object, name))
  const value = Object.fromEntries(parsed.map(([name, field]) => [name, field.value]))
  const total = combine(parsed.map(([, field]) => field), value, matches)
  return { ...total, knownFields: total.knownFields + knownFields, unknown: [...unknown, ...total.unknown] }
}

/**
 * Adds a step to the front of a part's paths.
 *
 * @param {string} step
 * @param {Parsed} part
 * @returns {Parsed}
 */
function addStep(step, part) {
  return part.unknown.length === 0 ? part : { ...part, unknown: part.unknown.map((path) => [step, ...path]) }
}

/**
 * @param {readonly Parsed[]} parts
 * @param {unknown} value
 * @param {boolean} matches
 * @returns {Parsed}
 */
function combine(parts, value, matches) {
  return {
    value,
    matches: matches && parts.every((part) => part.matches),
    knownFields: parts.reduce((sum, part) => sum + part.knownFields, 0),
    unknown: parts.flatMap((part) => part.unknown),
  }
}
