// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
/** @typedef {import('./errors.js').FieldProblem} FieldProblem */

/** The depth limit of Python's JSON parser. */
const DEEPEST = 190

/**
 * Returns a problem for every part of a value that JSON cannot represent, or that Python or JavaScript would change.
 *
 * @param {unknown} value
 * @param {string} [field]
 * @param {number} [depth]
 * @returns {FieldProblem[]}
 */
export function jsonProblems(value, field = '', depth = 0) {
  const problem = problemOf(value, depth)
  if (problem !== undefined) return [{ field: field || 'payload', problem }]
  if (Array.isArray(value)) {
    return Array.from(value, (item, at) => {
      const place = `${field}[${at}]`
      return item === undefined ? { field: place, problem: 'is undefined, which JSON cannot represent' } : jsonProblems(item, place, depth + 1)
    }).flat()
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const place = field === '' ? key : `${field}.${key}`
    if (!key.isWellFormed()) {
      return [{ field: place, problem: 'has a name with half of a surrogate pair, which JSON cannot represent' }]
    }
    return item === undefined ? [] : jsonProblems(item, place, depth + 1)
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
      return value.isWellFormed() ? undefined : 'has half of a surrogate pair, which JSON cannot represent'
    case 'number':
      if (!Number.isFinite(value)) return `is ${value}, which JSON cannot represent`
      // JavaScript writes an exponent for 1e21 and more, which other languages parse as a float.
      return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21
        ? 'is an integer beyond 2^53 - 1, which JavaScript rounds; send it as a string'
        : undefined
    case 'object':
      if (value === null || Array.isArray(value)) return depth > DEEPEST ? 'is nested too deep' : undefined
      if (Object.prototype.toString.call(value) !== '[object Object]' || ('toJSON' in value && typeof value.toJSON === 'function')) {
        return `is ${withArticle(/** @type {object} */ (value).constructor.name)}, which JSON cannot represent`
      }
      return depth > DEEPEST ? 'is nested too deep' : undefined
    default:
      return `is ${withArticle(typeof value)}, which JSON cannot represent`
  }
}

/** @param {string} noun */
function withArticle(noun) {
  return /^[aeiou]/i.test(noun) ? `an ${noun}` : `a ${noun}`
}

/**
 * Keeps the first problem of each field.
 *
 * @param {readonly FieldProblem[]} problems
 */
export function firstPerField(problems) {
  return problems.filter(({ field }, at) => problems.findIndex((other) => other.field === field) === at)
}
