// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { checkPayload, violations } from './check-payload.js'

/** @typedef {import('./payloads.js').EventName} EventName */

/**
 * @param {EventName} event
 * @param {unknown} payload
 */
export function validatePayload(event, payload) {
  return checkPayload(event, payload).problems
}

/**
 * @template {EventName} E
 * @param {E} event
 * @param {unknown} payload
 * @returns {payload is import('./payloads.js').JobEvents[E]}
 */
export function isPayload(event, payload) {
  return violations(event, payload).length === 0 && isFiniteThroughout(payload)
}

/**
 * Returns false if a value contains Infinity or NaN. JSON.parse reads 1e400 as Infinity, and JSON Schema cannot refuse it in
 * a field of any type.
 *
 * @param {unknown} value
 */
function isFiniteThroughout(value) {
  // A queue instead of recursion, because a payload may be nested deeper than the call stack.
  const queue = [value]
  const seen = new Set()
  while (queue.length > 0) {
    const current = queue.pop()
    if (typeof current === 'number' && !Number.isFinite(current)) return false
    if (typeof current !== 'object' || current === null || seen.has(current)) continue
    seen.add(current)
    for (const item of Object.values(current)) queue.push(item)
  }
  return true
}
