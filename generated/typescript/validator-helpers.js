// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
// Checks that the compiled validators and shallow-check.js share.

/**
 * Returns a string's length in code points, as JSON Schema counts it; ajv chose the name.
 *
 * @param {string} text
 */
export function ucs2length(text) {
  let length = 0
  for (let index = 0; index < text.length; index += 1) {
    length += 1
    const unit = text.charCodeAt(index)
    const isHighSurrogate = unit >= 0xd800 && unit <= 0xdbff
    // The low surrogate of a pair does not count.
    if (isHighSurrogate && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) index += 1
  }
  return length
}

/**
 * Returns whether a value equals one of an enum's values, which are never objects.
 *
 * @param {unknown} value
 * @param {unknown} allowed
 */
export function equal(value, allowed) {
  return value === allowed
}

const DAYS_PER_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Checks by format. A date-time's schema also has a pattern, so only the day of the month is left to check. */
export const formats = {
  /** @param {string} text */
  'date-time'(text) {
    const year = Number(text.slice(0, 4))
    const month = Number(text.slice(5, 7))
    const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
    return Number(text.slice(8, 10)) <= (month === 2 && isLeapYear ? 29 : (DAYS_PER_MONTH[month - 1] ?? 0))
  },
}
