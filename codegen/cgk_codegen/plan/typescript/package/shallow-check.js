import { formats, ucs2length } from './validator-helpers.js'

/**
 * JSON Schema with the keywords that the compiler writes.
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
 * Returns whether a value has the type, the format and the bounds of a schema, and is in its enum. Items and fields are not
 * checked.
 *
 * @param {Schema} schema
 * @param {unknown} value
 */
export function matchesShallowly(schema, value) {
  if (schema.type !== undefined && ![schema.type].flat().some((type) => hasType(type, value))) return false
  if (schema.enum !== undefined && !schema.enum.includes(value)) return false
  if (typeof value === 'string') return matchesString(schema, value)
  if (typeof value === 'number') return matchesNumber(schema, value)
  return true
}

/**
 * @param {string} type
 * @param {unknown} value
 */
function hasType(type, value) {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === type
  }
}

/**
 * @param {Schema} schema
 * @param {string} text
 */
function matchesString({ pattern, format, minLength = 0, maxLength = Infinity }, text) {
  const length = ucs2length(text)
  if (length < minLength || length > maxLength) return false
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text)) return false
  return format !== 'date-time' || formats['date-time'](text)
}

/**
 * @param {Schema} schema
 * @param {number} number
 */
function matchesNumber(schema, number) {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  if (number < minimum || number > maximum) return false
  if (exclusiveMinimum !== undefined && number <= exclusiveMinimum) return false
  if (exclusiveMaximum !== undefined && number >= exclusiveMaximum) return false
  return multipleOf === undefined || number % multipleOf === 0
}
