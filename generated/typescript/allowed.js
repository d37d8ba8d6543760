// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
// Shallow check of a value against a schema.
import { formats, ucs2length } from './checks.js'

/**
 * A JSON Schema as the compiler writes it.
 *
 * @typedef {{
 *   readonly $ref?: string
 *   readonly $defs?: Types
 *   readonly anyOf?: readonly Schema[]
 *   readonly type?: string | readonly string[]
 *   readonly enum?: readonly unknown[]
 *   readonly properties?: Types
 *   readonly required?: readonly string[]
 *   readonly additionalProperties?: boolean | Schema
 *   readonly items?: Schema
 *   readonly minItems?: number
 *   readonly maxItems?: number
 *   readonly format?: string
 *   readonly pattern?: string
 *   readonly minLength?: number
 *   readonly maxLength?: number
 *   readonly minimum?: number
 *   readonly maximum?: number
 *   readonly exclusiveMinimum?: number
 *   readonly exclusiveMaximum?: number
 *   readonly multipleOf?: number
 * }} Schema
 * @typedef {{ readonly [name: string]: Schema }} Types
 */

/**
 * Checks a value's type, enum, format and bounds; ignores its items and fields.
 *
 * @param {Schema} schema
 * @param {unknown} value
 */
export function isAllowed(schema, value) {
  const names = schema.type === undefined ? undefined : [schema.type].flat()
  if (names !== undefined && !names.some((name) => isOf(name, value))) return false
  if (schema.enum !== undefined && !schema.enum.includes(value)) return false
  if (typeof value === 'string') return isText(schema, value)
  return typeof value !== 'number' || isNumber(schema, value)
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function isOf(name, value) {
  switch (name) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === name
  }
}

/**
 * @param {Schema} schema
 * @param {string} text
 */
function isText({ pattern, format, minLength = 0, maxLength = Infinity }, text) {
  const length = ucs2length(text)
  if (length < minLength || length > maxLength) return false
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text)) return false
  return format !== 'date-time' || formats['date-time'](text)
}

/**
 * @param {Schema} schema
 * @param {number} number
 */
function isNumber({ minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum, multipleOf = 0 }, number) {
  if (number < minimum || number > maximum) return false
  if (exclusiveMinimum !== undefined && number <= exclusiveMinimum) return false
  if (exclusiveMaximum !== undefined && number >= exclusiveMaximum) return false
  return multipleOf === 0 || number % multipleOf === 0
}
