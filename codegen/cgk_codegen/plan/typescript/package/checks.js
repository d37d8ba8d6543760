// Helpers of the compiled validators.

/**
 * Returns a string's length in code points, as JSON Schema counts it.
 *
 * @param {string} text
 */
export function ucs2length(text) {
  let length = 0
  for (let at = 0; at < text.length; at += 1) {
    length += 1
    const unit = text.charCodeAt(at)
    if (unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) at += 1
  }
  return length
}

/**
 * Compares a value with one of an enum. Those are texts, numbers, booleans and null, never objects.
 *
 * @param {unknown} value
 * @param {unknown} allowed
 */
export function equal(value, allowed) {
  return value === allowed
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Checks of formats. A date-time's schema also has a pattern, so only the day of the month is checked here. */
export const formats = {
  /** @param {string} text */
  'date-time'(text) {
    const year = Number(text.slice(0, 4))
    const month = Number(text.slice(5, 7))
    const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
    return Number(text.slice(8, 10)) <= (month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0))
  },
}
