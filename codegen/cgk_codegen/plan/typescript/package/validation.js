import { EVENTS } from './catalog.js'
import { InvalidPayloadError, UnknownEventError } from './errors.js'
import { nearest } from './nearest.js'
import { firstOfEachField } from './problems.js'
import { VALIDATORS } from './validators.js'

/** @typedef {import('./errors.js').FieldProblem} FieldProblem */
/** @typedef {import('./payloads.js').EventName} EventName */
/** @typedef {import('./validators.js').Violation} Violation */

/** @type {Set<string>} */
const reported = new Set()

/**
 * @param {EventName} event
 * @param {unknown} payload
 */
export function validatePayload(event, payload) {
  return firstOfEachField(violations(event, payload).map(problemOf))
}

/**
 * @template {EventName} E
 * @param {E} event
 * @param {unknown} payload
 * @returns {payload is import('./payloads.js').JobEvents[E]}
 */
export function isPayload(event, payload) {
  return violations(event, payload).length === 0
}

/**
 * @template {EventName} E
 * @param {E} event
 * @param {unknown} payload
 * @returns {import('./payloads.js').JobEvents[E]}
 */
export function readPayload(event, payload) {
  if (isPayload(event, payload)) return payload
  /** @type {unknown} */
  const copy = structuredClone(payload)
  const unknown = removeUnknown(copy, violations(event, copy))
  const problems = validatePayload(event, copy)
  if (problems.length > 0) throw new InvalidPayloadError(event, problems)
  if (!reported.has(event)) {
    reported.add(event)
    console.warn(`[Task] Event "${event}" arrived with fields that this catalog does not know: ${unknown.join(', ')}`)
  }
  return /** @type {import('./payloads.js').JobEvents[E]} */ (copy)
}

/**
 * @param {EventName} event
 * @param {unknown} payload
 * @returns {readonly Violation[]}
 */
function violations(event, payload) {
  if (!Object.hasOwn(EVENTS, event)) throw new UnknownEventError(event, nearest(event, Object.keys(EVENTS)))
  const validate = VALIDATORS[event]
  return validate(payload) ? [] : (validate.errors ?? [])
}

/**
 * Takes the fields that no schema knows out of a value, and names them.
 *
 * @param {unknown} value
 * @param {readonly Violation[]} found
 */
function removeUnknown(value, found) {
  /** @type {Map<string, Map<string, number>>} */
  const refusals = new Map()
  for (const { instancePath, params } of found) {
    if (params.additionalProperty === undefined) continue
    const ofPlace = refusals.get(instancePath) ?? new Map()
    refusals.set(instancePath, ofPlace.set(params.additionalProperty, (ofPlace.get(params.additionalProperty) ?? 0) + 1))
  }
  return [...refusals].flatMap(([instancePath, ofPlace]) => {
    const at = steps(instancePath)
    const owner = /** @type {object} */ (at.reduce((inner, step) => /** @type {any} */ (inner)?.[step], value))
    // Where one of several types may stand, a field that one of them knows is refused less often than one that none does.
    const most = Math.max(...ofPlace.values())
    const unknown = [...ofPlace].filter(([, times]) => times === most).map(([name]) => name)
    for (const name of unknown) Reflect.deleteProperty(owner, name)
    return unknown.map((name) => pathOf([...at, name]))
  })
}

/**
 * @param {Violation} violation
 * @returns {FieldProblem}
 */
function problemOf({ instancePath, keyword, params }) {
  const at = steps(instancePath)
  if (params.missingProperty !== undefined) return { field: pathOf([...at, params.missingProperty]), problem: 'is required' }
  if (params.additionalProperty !== undefined) {
    return { field: pathOf([...at, params.additionalProperty]), problem: 'is no field of this event' }
  }
  return { field: pathOf(at), problem: wording(keyword, params) }
}

/**
 * @param {string} keyword
 * @param {Violation['params']} params
 */
function wording(keyword, { type, limit, comparison, pattern, multipleOf, allowedValues, allowedValue, format }) {
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
      return 'fits none of its types'
    default:
      return comparison === undefined ? `breaks the rule ${keyword}` : `must be ${comparison} ${limit}`
  }
}

/** @param {string} pointer */
function steps(pointer) {
  return pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** @param {readonly string[]} path */
function pathOf(path) {
  const text = path.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join('')
  return text.replace(/^\./, '') || 'payload'
}
