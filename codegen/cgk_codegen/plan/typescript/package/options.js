import { createHash } from 'node:crypto'
import { InvalidOptionError } from './errors.js'
import { jsonCopy } from './json-copy.js'

/**
 * Returns the idempotency key on the wire: the SHA-256 of the JSON of [tenant, event, key], in hexadecimal, as in Python.
 *
 * @param {string} tenantId
 * @param {string} event
 * @param {string} key
 */
export function scopedKey(tenantId, event, key) {
  return createHash('sha256').update(JSON.stringify([tenantId, event, key])).digest('hex')
}

// The limits of the Python package.
const LONGEST_SECONDS = 100 * 365 * 24 * 3600
const LARGEST_COUNT = 2 ** 31 - 1
const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00.000Z')
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z')

/** @type {(value: unknown) => boolean} */
const isSeconds = (value) => typeof value === 'number' && value >= 0 && value <= LONGEST_SECONDS
/** @type {(value: unknown) => boolean} */
const isCount = (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= LARGEST_COUNT
/** @type {(value: unknown) => boolean} */
const isInstant = (value) => value instanceof Date && value.getTime() >= FIRST_INSTANT && value.getTime() <= LAST_INSTANT
/** @type {(value: unknown) => boolean} */
const isText = (value) => typeof value === 'string' && value.trim() !== '' && isSendable(value)
/** @type {(text: string) => boolean} */
const isSendable = (text) => text.isWellFormed() && !text.includes('\0')
const SECONDS = 'seconds from 0 to 100 years'
const TEXT = 'a string that is not blank and has no NUL character or lone surrogate'

/** @type {Readonly<Record<string, readonly [expected: string, isValid: (value: unknown) => boolean]>>} */
const RULES = {
  delay: [SECONDS, isSeconds],
  at: ['a valid Date of the years 1 to 9999', isInstant],
  idempotencyKey: [TEXT, isText],
  idempotencyKeyTtl: [SECONDS, isSeconds],
  maxAttempts: [`a whole number from 1 to ${LARGEST_COUNT}`, (value) => isCount(value) && value !== 0],
  queue: [TEXT, isText],
  concurrencyKey: [TEXT, isText],
  priority: [`whole seconds from 0 to ${LARGEST_COUNT}`, isCount],
  ttl: [SECONDS, isSeconds],
  tags: [`a list; each item must be ${TEXT}`, (value) => Array.isArray(value) && Array.from(value).every(isText)],
  metadata: ['an object of JSON data without NUL characters and without integers beyond 2^53 - 1', isMetadata],
  crossTenant: ['true or false', (value) => typeof value === 'boolean'],
}

/**
 * Validates the options of a send and scopes the idempotency key. All problems are reported at once.
 *
 * @param {import('./client.js').SendOptions} options
 * @param {string} tenantId
 * @param {string} event
 * @returns {import('./client.js').ResolvedOptions}
 */
export function resolveOptions(options, tenantId, event) {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined).map(copyOption)
  const problems = entries.flatMap(([name, value]) => {
    const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined
    if (rule === undefined) return [`unknown option ${name}; the options are ${Object.keys(RULES).sort().join(', ')}`]
    const [expected, isValid] = rule
    return isValid(value) ? [] : [`${name} must be ${expected}`]
  })
  /** @type {import('./client.js').ResolvedOptions} */
  const resolved = Object.fromEntries(entries.filter(([name]) => name !== 'crossTenant'))
  if (resolved.delay !== undefined && resolved.at !== undefined) problems.push('pass delay or at, not both')
  if (resolved.idempotencyKeyTtl !== undefined && resolved.idempotencyKey === undefined) {
    problems.push('idempotencyKeyTtl requires an idempotencyKey')
  }
  if (problems.length > 0) throw new InvalidOptionError(`Event "${event}": ${problems.join('; ')}`)
  const { idempotencyKey } = resolved
  return idempotencyKey === undefined
    ? resolved
    : { ...resolved, idempotencyKey: scopedKey(tenantId, event, idempotencyKey) }
}

/**
 * Returns an option with a copy of its list or metadata, which is validated and sent. Metadata that JSON cannot represent
 * becomes undefined, which is invalid.
 *
 * @param {[string, unknown]} option
 * @returns {[string, unknown]}
 */
function copyOption([name, value]) {
  if (Array.isArray(value)) return [name, Array.from(value)]
  if (name !== 'metadata') return [name, value]
  const { value: copy, problems } = jsonCopy(value)
  return [name, problems.length === 0 ? copy : undefined]
}

/** @param {unknown} copy */
function isMetadata(copy) {
  if (typeof copy !== 'object' || copy === null || Array.isArray(copy)) return false
  let isValid = true
  // JSON.stringify passes every key and value to its function.
  JSON.stringify(copy, (key, part) => {
    if (!isSendable(key) || (typeof part === 'string' && !isSendable(part))) isValid = false
    return part
  })
  return isValid
}
