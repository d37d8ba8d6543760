// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
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

/** @type {(value: unknown) => boolean} */
const isSeconds = (value) => typeof value === 'number' && value >= 0 && value < Infinity
/** @type {(value: unknown) => boolean} */
const isWhole = (value) => Number.isSafeInteger(value) && Number(value) >= 0
/** @type {(value: unknown) => boolean} */
const isText = (value) => typeof value === 'string' && value.trim() !== ''
/** @type {(value: unknown) => boolean} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** @type {Readonly<Record<string, readonly [expected: string, check: (value: unknown) => boolean]>>} */
const RULES = {
  delay: ['seconds, at least 0', isSeconds],
  at: ['a valid Date', (value) => value instanceof Date && !Number.isNaN(value.getTime())],
  idempotencyKey: ['a string that is not blank', isText],
  idempotencyKeyTtl: ['seconds, at least 0', isSeconds],
  maxAttempts: ['a whole number, at least 1', (value) => isWhole(value) && value !== 0],
  queue: ['a string that is not blank', isText],
  concurrencyKey: ['a string that is not blank', isText],
  priority: ['whole seconds, at least 0', isWhole],
  ttl: ['seconds, at least 0', isSeconds],
  tags: ['a list of strings', (value) => Array.isArray(value) && value.every(isText)],
  metadata: ['an object', isObject],
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
    return rule[1](value) ? [] : [`${name} must be ${rule[0]}, not ${inspect(value)}`]
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
