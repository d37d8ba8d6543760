// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { types } from 'node:util'
import { currentEventName } from './events.js'
import { jsonCopy } from './json-copy.js'
import { formatPath, parsePointer } from './json-pointer.js'
import { firstPerField } from './problems.js'
import { SCHEMAS } from './schemas.js'
import { VALIDATORS } from './validators.js'

/** @typedef {import('./shallow-check.js').Schema} Schema */
/** @typedef {import('./errors.js').FieldProblem} FieldProblem */
/** @typedef {import('./payloads.js').EventName} EventName */
/** @typedef {import('./validators.js').Violation} Violation */

/**
 * Returns the problems of a payload, and its copy as JSON data, which a send serializes.
 *
 * @param {EventName} event
 * @param {unknown} payload
 */
export function checkPayload(event, payload) {
  const schema = /** @type {Schema} */ (SCHEMAS[currentEventName(event)])
  const { value, problems } = jsonCopy(payload, (path) => isDateTime(schema, path, schema))
  return { value, problems: firstPerField([...problems, ...violations(event, value).map(describeViolation)]) }
}

/**
 * Returns whether a schema has a date-time at a path.
 *
 * The root schema holds the types that the schema refers to.
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
 * Returns the errors of ajv.
 *
 * @param {EventName} event
 * @param {unknown} payload
 * @returns {readonly Violation[]}
 */
export function violations(event, payload) {
  const validate = VALIDATORS[currentEventName(event)]
  return validate(payload) ? [] : (validate.errors ?? [])
}

/**
 * Returns whether a payload matches its event's schema. A received one may have larger integers than a send accepts.
 *
 * @template {EventName} E
 * @param {E} event
 * @param {unknown} payload
 * @returns {payload is import('./payloads.js').JobEvents[E]}
 */
export function matchesSchema(event, payload) {
  return violations(event, payload).length === 0 && isJsonThroughout(payload)
}

/**
 * Returns false if a value contains Infinity, NaN or a `Date`. JSON.parse reads 1e400 as Infinity. JSON Schema accepts them in
 * a field of any type, and a `Date` as an object.
 *
 * @param {unknown} value
 */
function isJsonThroughout(value) {
  // A queue instead of recursion, because a payload may be nested deeper than the call stack.
  const queue = [value]
  const seen = new Set()
  while (queue.length > 0) {
    const current = queue.pop()
    if (typeof current === 'number' && !Number.isFinite(current)) return false
    if (types.isDate(current)) return false
    if (typeof current !== 'object' || current === null || seen.has(current)) continue
    seen.add(current)
    for (const item of Object.values(current)) queue.push(item)
  }
  return true
}

/**
 * @param {Violation} violation
 * @returns {FieldProblem}
 */
function describeViolation({ instancePath, keyword, params }) {
  const path = parsePointer(instancePath)
  const { missingProperty, additionalProperty } = params
  if (missingProperty !== undefined) return { field: formatPath([...path, missingProperty]), problem: 'is required' }
  if (additionalProperty !== undefined) {
    return { field: formatPath([...path, additionalProperty]), problem: 'is not a field of this event' }
  }
  return { field: formatPath(path), problem: describeKeyword(keyword, params) }
}

/**
 * @param {string} keyword
 * @param {Violation['params']} params
 */
function describeKeyword(keyword, params) {
  const { type, limit, comparison, pattern, multipleOf, allowedValues, allowedValue, format } = params
  switch (keyword) {
    case 'type':
      return `must be of type ${[type].flat().join(' or ')}`
    case 'enum':
      return `must be one of ${JSON.stringify(allowedValues)}`
    case 'const':
      return `must be ${JSON.stringify(allowedValue)}`
    case 'pattern':
      return `must match ${pattern}`
    case 'format':
      return `must be a valid ${format}`
    case 'minLength':
    case 'minItems':
      return `must have at least ${limit} ${keyword === 'minItems' ? 'items' : 'characters'}`
    case 'maxLength':
    case 'maxItems':
      return `must have at most ${limit} ${keyword === 'maxItems' ? 'items' : 'characters'}`
    case 'multipleOf':
      return `must be a multiple of ${multipleOf}`
    case 'anyOf':
      return 'must match one of its types'
    default:
      return comparison === undefined ? `must satisfy ${keyword}` : `must be ${comparison} ${limit}`
  }
}
