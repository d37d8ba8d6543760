// Copies data once, as JSON represents it. The copy is validated and sent, so both see the same data.
import { types } from 'node:util'
import { pathOf } from './json-pointer.js'

/** @typedef {import('./allowed.js').Schema} Schema */
/** @typedef {import('./errors.js').FieldProblem} FieldProblem */

/** The depth limit of Python's JSON parser. */
const DEEPEST = 190

/**
 * Returns a copy as plain JSON data, and a problem for every part that JSON cannot represent, or that Python or JavaScript
 * would change. The date-times of the schema may be a `Date`.
 *
 * @param {unknown} data
 * @param {Schema} [schema]
 */
export function jsonCopy(data, schema = {}) {
  /** @type {FieldProblem[]} */
  const problems = []
  /** @type {(string | number)[]} */
  const path = []
  /**
   * The objects and lists around the current value.
   *
   * @type {Set<unknown>}
   */
  const parents = new Set()

  /** @param {string} problem */
  const report = (problem) => problems.push({ field: pathOf(path.map(String)), problem })

  /**
   * @param {unknown} value
   * @returns {unknown}
   */
  function copy(value) {
    if (types.isDate(value) && isDateTime(schema, path, schema)) return copyDate(value)
    const problem = path.length > DEEPEST ? 'is nested too deep' : parents.has(value) ? 'contains itself' : problemOf(value)
    if (problem !== undefined) report(problem)
    if (problem !== undefined || typeof value !== 'object' || value === null) return value
    parents.add(value)
    const copied = Array.isArray(value) ? copyItems(value) : copyFields(value)
    parents.delete(value)
    return copied
  }

  /**
   * @param {string | number} step
   * @param {unknown} value
   */
  function copyAt(step, value) {
    path.push(step)
    const copied = copy(value)
    path.pop()
    return copied
  }

  /** @param {readonly unknown[]} value */
  function copyItems(value) {
    const items = []
    for (let at = 0; at < value.length; at += 1) {
      // A list may have millions of empty slots; the first one is reported.
      if (!(at in value)) {
        problems.push({ field: pathOf([...path.map(String), String(at)]), problem: 'is undefined, which JSON cannot represent' })
        break
      }
      items.push(copyAt(at, value[at]))
    }
    return items
  }

  /** @param {object} value */
  function copyFields(value) {
    for (const name of inheritedFields(value)) {
      problems.push({ field: pathOf([...path.map(String), name]), problem: 'is inherited, and JSON has only own fields' })
    }
    const fields = Object.entries(value).filter(([, item]) => item !== undefined)
    return Object.fromEntries(fields.map(([name, item]) => {
      if (!name.isWellFormed()) {
        problems.push({
          field: pathOf([...path.map(String), name]),
          problem: 'has a name with half of a surrogate pair, which JSON cannot represent',
        })
      }
      return [name, copyAt(name, item)]
    }))
  }

  /** @param {Date} date */
  function copyDate(date) {
    if (!Number.isNaN(Date.prototype.getTime.call(date))) return Date.prototype.toISOString.call(date)
    report('is an invalid Date')
    return date
  }

  return { value: copy(data), problems }
}

/**
 * Returns true if the schema has a date-time at a path.
 *
 * @param {Schema} schema
 * @param {readonly (string | number)[]} path
 * @param {Schema} root
 * @returns {boolean}
 */
function isDateTime(schema, path, root) {
  const name = schema.$ref?.replace('#/$defs/', '')
  if (name !== undefined) return isDateTime(root.$defs?.[name] ?? {}, path, root)
  if (schema.anyOf !== undefined) return schema.anyOf.some((choice) => isDateTime(choice, path, root))
  const [step, ...rest] = path
  if (step === undefined) return schema.format === 'date-time'
  const inner = typeof step === 'number' ? schema.items : fieldSchema(schema, step)
  return inner !== undefined && isDateTime(inner, rest, root)
}

/**
 * @param {Schema} schema
 * @param {string} name
 */
function fieldSchema({ properties = {}, additionalProperties }, name) {
  if (Object.hasOwn(properties, name)) return properties[name]
  return typeof additionalProperties === 'object' ? additionalProperties : undefined
}

/**
 * Returns the names of fields that TypeScript accepts as an object's own, but that it inherits: values and getters of its
 * prototypes. Methods are not fields.
 *
 * @param {object} value
 */
function inheritedFields(value) {
  /** @type {Set<string>} */
  const names = new Set()
  for (let prototype = Object.getPrototypeOf(value); prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
    for (const [name, { get, enumerable, value: inherited }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const isField = get !== undefined || (enumerable && typeof inherited !== 'function')
      if (isField && name !== '__proto__' && !Object.hasOwn(value, name)) names.add(name)
    }
  }
  return names
}

/** @param {unknown} value */
function problemOf(value) {
  switch (typeof value) {
    case 'boolean':
      return undefined
    case 'undefined':
      return 'is undefined, which JSON cannot represent'
    case 'string':
      return value.isWellFormed() ? undefined : 'has half of a surrogate pair, which JSON cannot represent'
    case 'number':
      if (!Number.isFinite(value)) return `is ${value}, which JSON cannot represent`
      // JavaScript writes an exponent for 1e21 and more, which other languages parse as a float.
      return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21
        ? 'is an integer beyond 2^53 - 1, which JavaScript rounds; send it as a string'
        : undefined
    case 'object':
      if (value === null || Array.isArray(value)) return undefined
      return Object.prototype.toString.call(value) === '[object Object]' && !('toJSON' in value && typeof value.toJSON === 'function')
        ? undefined
        : `is ${withArticle(classOf(value))}, which JSON cannot represent`
    default:
      return `is ${withArticle(typeof value)}, which JSON cannot represent`
  }
}

/** @param {object} value */
function classOf(value) {
  return typeof value.constructor === 'function' ? value.constructor.name : 'object'
}

/** @param {string} noun */
function withArticle(noun) {
  return /^[aeiou]/i.test(noun) ? `an ${noun}` : `a ${noun}`
}
