// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
// Copies data once, as JSON represents it. The copy is validated and sent, so both see the same data.
import { types } from 'node:util'
import { formatPath } from './json-pointer.js'

/** @typedef {import('./errors.js').FieldProblem} FieldProblem */

/** The maximum depth of a payload. Python's JSON parser accepts it, too. */
const MAX_DEPTH = 190

/**
 * Returns a copy as plain JSON data, and the problems of all parts that JSON cannot represent or that Python or JavaScript
 * would change.
 *
 * @param {unknown} data
 * @param {(path: readonly (string | number)[]) => boolean} [acceptsDate] Whether a `Date` at a path is copied as text.
 */
export function jsonCopy(data, acceptsDate = () => false) {
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

  /**
   * Reports a problem of the current value, or of one of its fields or items.
   *
   * @param {string} problem
   * @param {(string | number)[]} inner
   */
  const report = (problem, ...inner) => problems.push({ field: formatPath([...path, ...inner].map(String)), problem })

  /**
   * @param {unknown} value
   * @returns {unknown}
   */
  function copy(value) {
    if (types.isDate(value) && acceptsDate(path)) return copyDate(value)
    const problem = findProblem(value)
    if (problem !== undefined) {
      report(problem)
      return value
    }
    if (typeof value !== 'object' || value === null) return value
    parents.add(value)
    const valueCopy = Array.isArray(value) ? copyItems(value) : copyFields(value)
    parents.delete(value)
    return valueCopy
  }

  /** @param {unknown} value */
  function findProblem(value) {
    if (path.length > MAX_DEPTH) return 'is nested too deep'
    return parents.has(value) ? 'contains itself' : unrepresentableReason(value)
  }

  /**
   * @param {string | number} step
   * @param {unknown} value
   */
  function copyAt(step, value) {
    path.push(step)
    const valueCopy = copy(value)
    path.pop()
    return valueCopy
  }

  /** @param {readonly unknown[]} list */
  function copyItems(list) {
    const items = []
    for (let index = 0; index < list.length; index += 1) {
      // A list may have millions of empty slots; the first one is reported.
      if (!(index in list)) {
        report('is undefined, which JSON cannot represent', index)
        break
      }
      items.push(copyAt(index, list[index]))
    }
    return items
  }

  /** @param {object} object */
  function copyFields(object) {
    for (const name of inheritedFields(object)) report('is inherited, and JSON has only own fields', name)
    const fields = Object.entries(object).filter(([, value]) => value !== undefined)
    for (const [name] of fields) {
      if (!name.isWellFormed()) report('has a name with a lone surrogate, which JSON cannot represent', name)
    }
    return Object.fromEntries(fields.map(([name, value]) => [name, copyAt(name, value)]))
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
 * Returns whether data is its own JSON copy without problems.
 *
 * @param {unknown} data
 * @returns {boolean}
 */
export function isJson(data, depth = 0) {
  if (depth > MAX_DEPTH || unrepresentableReason(data) !== undefined) return false
  if (typeof data !== 'object' || data === null) return true
  if (Array.isArray(data)) {
    // A loop visits the empty slots of a list, unlike `every`.
    for (const item of data) if (!isJson(item, depth + 1)) return false
    return true
  }
  for (const [name, value] of Object.entries(data)) {
    if (value !== undefined && !(name.isWellFormed() && isJson(value, depth + 1))) return false
  }
  return inheritedFields(data).size === 0
}

/**
 * Returns the names of an object's inherited fields: values and getters of its prototypes, which TypeScript accepts in place
 * of own fields. Methods are not fields.
 *
 * @param {object} object
 */
function inheritedFields(object) {
  /** @type {Set<string>} */
  const names = new Set()
  let prototype = Object.getPrototypeOf(object)
  while (prototype !== null && prototype !== Object.prototype) {
    for (const [name, { get, enumerable, value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const isField = get !== undefined || (enumerable && typeof value !== 'function')
      if (isField && name !== '__proto__' && !Object.hasOwn(object, name)) names.add(name)
    }
    prototype = Object.getPrototypeOf(prototype)
  }
  return names
}

/**
 * Returns the reason why JSON cannot represent a value, regardless of its items and fields.
 *
 * @param {unknown} value
 */
function unrepresentableReason(value) {
  switch (typeof value) {
    case 'boolean':
      return undefined
    case 'undefined':
      return 'is undefined, which JSON cannot represent'
    case 'string':
      return value.isWellFormed() ? undefined : 'has a lone surrogate, which JSON cannot represent'
    case 'number':
      if (!Number.isFinite(value)) return `is ${value}, which JSON cannot represent`
      // JavaScript writes an exponent for 1e21 and more, which other languages parse as a float.
      return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21
        ? 'is an integer beyond 2^53 - 1, which JavaScript rounds; send it as a string'
        : undefined
    case 'object':
      if (value === null || Array.isArray(value)) return undefined
      if (isPlainObject(value)) return undefined
      return `is ${withArticle(classOf(value))}, which JSON cannot represent`
    default:
      return `is ${withArticle(typeof value)}, which JSON cannot represent`
  }
}

/** @param {object} value */
function isPlainObject(value) {
  const hasToJson = 'toJSON' in value && typeof value.toJSON === 'function'
  return !hasToJson && Object.prototype.toString.call(value) === '[object Object]'
}

/** @param {object} value */
function classOf(value) {
  return typeof value.constructor === 'function' ? value.constructor.name : 'object'
}

/** @param {string} noun */
function withArticle(noun) {
  return /^[aeiou]/i.test(noun) ? `an ${noun}` : `a ${noun}`
}
