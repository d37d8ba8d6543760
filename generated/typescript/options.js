// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { createHash } from 'node:crypto'
import { InvalidOptionError } from './errors.js'

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

// The limits of Python.
const LONGEST_SECONDS = 100 * 365 * 24 * 3600
const LARGEST_COUNT = 2 ** 31 - 1

/** @type {(value: unknown) => boolean} */
const isSeconds = (value) => typeof value === 'number' && value >= 0 && value <= LONGEST_SECONDS
/** @type {(value: unknown) => boolean} */
const isWhole = (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= LARGEST_COUNT
/** @type {(value: unknown) => boolean} */
const isText = (value) => typeof value === 'string' && value.trim() !== '' && isSendable(value)
/** @type {(text: string) => boolean} */
const isSendable = (text) => text.isWellFormed() && !text.includes('\0')
const SECONDS = 'seconds from 0 to 100 years'
const TEXT = 'a string that is not blank and has no NUL character or half of a surrogate pair'

/** @type {Readonly<Record<string, readonly [expected: string, check: (value: unknown) => boolean]>>} */
const RULES = {
  delay: [SECONDS, isSeconds],
  at: ['a valid Date', (value) => value instanceof Date && !Number.isNaN(value.getTime())],
  idempotencyKey: [TEXT, isText],
  idempotencyKeyTtl: [SECONDS, isSeconds],
  maxAttempts: [`a whole number from 1 to ${LARGEST_COUNT}`, (value) => isWhole(value) && value !== 0],
  queue: [TEXT, isText],
  concurrencyKey: [TEXT, isText],
  priority: [`whole seconds from 0 to ${LARGEST_COUNT}`, isWhole],
  ttl: [SECONDS, isSeconds],
  tags: [`a list; each item must be ${TEXT}`, (value) => Array.isArray(value) && value.every(isText)],
  metadata: ['an object of JSON data without NUL characters, half surrogate pairs, NaN and infinite numbers', isMetadata],
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
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const mistakes = given.flatMap(([name, value]) => {
    const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined
    if (rule === undefined) return [`unknown option ${name}; the options are ${Object.keys(RULES).sort().join(', ')}`]
    return rule[1](value) ? [] : [`${name} must be ${rule[0]}`]
  })
  if (options.delay !== undefined && options.at !== undefined) mistakes.push('pass delay or at, not both')
  if (options.idempotencyKeyTtl !== undefined && options.idempotencyKey === undefined) {
    mistakes.push('idempotencyKeyTtl requires an idempotencyKey')
  }
  if (mistakes.length > 0) throw new InvalidOptionError(`Event "${event}": ${mistakes.join('; ')}`)
  const resolved = Object.fromEntries(given.filter(([name]) => name !== 'crossTenant'))
  const { idempotencyKey } = options
  return idempotencyKey === undefined
    ? resolved
    : { ...resolved, idempotencyKey: scopedKey(tenantId, event, idempotencyKey) }
}

/** @param {unknown} value */
function isMetadata(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  let isValid = true
  try {
    JSON.stringify(value, (key, part) => {
      if (!isSendable(key)) isValid = false
      if (typeof part === 'string' && !isSendable(part)) isValid = false
      if (typeof part === 'number' && !Number.isFinite(part)) isValid = false
      return part
    })
    return isValid
  } catch {
    // A bigint, or an object that contains itself.
    return false
  }
}
