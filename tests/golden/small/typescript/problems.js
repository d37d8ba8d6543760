// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
/** @typedef {import('./errors.js').FieldProblem} FieldProblem */

/** Python's JSON parser reads no deeper. */
const DEEPEST = 190

/**
 * Names everything in a value that JSON, or the other side's JSON, would lose.
 *
 * @param {unknown} value
 * @param {string} [field]
 * @param {number} [depth]
 * @returns {FieldProblem[]}
 */
export function problemsOfJson(value, field = '', depth = 0) {
  const problem = problemOf(value, depth)
  if (problem !== undefined) return [{ field: field || 'payload', problem }]
  if (Array.isArray(value)) {
    return Array.from(value, (item, at) => {
      const place = `${field}[${at}]`
      return item === undefined ? { field: place, problem: 'is undefined' } : problemsOfJson(item, place, depth + 1)
    }).flat()
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const place = field === '' ? key : `${field}.${key}`
    if (!key.isWellFormed()) return [{ field: place, problem: 'has a name that is not well-formed Unicode' }]
    return item === undefined ? [] : problemsOfJson(item, place, depth + 1)
  })
}

/**
 * @param {unknown} value
 * @param {number} depth
 */
function problemOf(value, depth) {
  switch (typeof value) {
    case 'boolean':
      return undefined
    case 'string':
      return value.isWellFormed() ? undefined : 'is not well-formed Unicode'
    case 'number':
      if (!Number.isFinite(value)) return `is ${value}, which JSON cannot hold`
      // From 1e21 on JavaScript writes an exponent, which other languages read as a float.
      return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21
        ? 'is an integer beyond 2^53 - 1, which JavaScript rounds; send it as a string'
        : undefined
    case 'object':
      if (value === null || Array.isArray(value)) return depth > DEEPEST ? 'is nested too deep' : undefined
      if (Object.prototype.toString.call(value) !== '[object Object]' || ('toJSON' in value && typeof value.toJSON === 'function')) {
        return `is a ${/** @type {object} */ (value).constructor.name}, which JSON cannot hold`
      }
      return depth > DEEPEST ? 'is nested too deep' : undefined
    default:
      return `is a ${typeof value}, which JSON cannot hold`
  }
}

/**
 * Keeps the first thing that is wrong with each field.
 *
 * @param {readonly FieldProblem[]} problems
 */
export function firstOfEachField(problems) {
  return problems.filter(({ field }, at) => problems.findIndex((other) => other.field === field) === at)
}
