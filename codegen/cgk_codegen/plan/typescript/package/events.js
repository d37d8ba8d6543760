import { EVENTS } from './catalog.js'
import { UnknownEventError } from './errors.js'
import { findNearest } from './nearest.js'

/** @typedef {import('./payloads.js').EventName} EventName */

/** @type {ReadonlyMap<string, EventName>} */
const EVENT_BY_FORMER_NAME = new Map(
  Object.entries(EVENTS).flatMap(([event, { formerNames = [] }]) =>
    formerNames.map((name) => /** @type {const} */ ([name, /** @type {EventName} */ (event)])),
  ),
)

/**
 * Returns the current name of an event that is given by its current or a former name; callers without types may pass anything.
 *
 * @param {unknown} event
 * @returns {EventName}
 */
export function currentEventName(event) {
  const name = String(event)
  if (Object.hasOwn(EVENTS, name)) return /** @type {EventName} */ (name)
  const current = EVENT_BY_FORMER_NAME.get(name)
  if (current === undefined) throw new UnknownEventError(name, findNearest(name, Object.keys(EVENTS)))
  return current
}
