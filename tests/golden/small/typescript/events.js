// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
import { EVENTS } from './catalog.js'
import { UnknownEventError } from './errors.js'
import { nearest } from './nearest.js'

/** @typedef {import('./payloads.js').EventName} EventName */

/** @type {ReadonlyMap<string, EventName>} */
const RENAMED = new Map(
  Object.entries(EVENTS).flatMap(([event, { aliases = [] }]) =>
    aliases.map((alias) => /** @type {const} */ ([alias, /** @type {EventName} */ (event)])),
  ),
)

/**
 * The name an event has today, whichever of its names is given.
 *
 * @param {string} name
 * @returns {EventName}
 */
export function nameToday(name) {
  if (Object.hasOwn(EVENTS, name)) return /** @type {EventName} */ (name)
  const today = RENAMED.get(name)
  if (today === undefined) throw new UnknownEventError(name, nearest(name, Object.keys(EVENTS)))
  return today
}

/**
 * The id that providers know a task by.
 *
 * @param {string} event
 */
export function taskIdOf(event) {
  return event.replaceAll('.', '-')
}
