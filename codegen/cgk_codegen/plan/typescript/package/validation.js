import { checkPayload, violations } from './check-payload.js'
import { currentEventName } from './events.js'
import { isJson } from './json-copy.js'

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
  const current = currentEventName(event)
  return isJson(payload) && violations(current, payload).length === 0
}
