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
  return violations(event, payload).length === 0
}
