// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
import type { EventName, JobEvents, JobResults } from './payloads.js'

/** What the compiler says of a send whose event may be any of several: it cannot know which payload belongs to it. */
export type SeveralEvents = 'the event may be any of several: narrow it to one, send items by sendJobs, or call sendJobDynamic'

/** A list with something in it for one event, an empty one for a union of several. */
type One<E, All = E> = E extends unknown ? ([All] extends [E] ? [true] : []) : []

/**
 * 0 for a union of several events, 1 for one: `EventCount<E> extends 0 ? several : one`.
 *
 * A function that is generic over events leaves the answer open; of an open length the compiler knows that it is no `0`
 * for certain, and lets the function pass on what is right for one event.
 */
export type EventCount<E extends EventName> = [...One<E>]['length']

/** The payload to send an event with: `JobEvents[E]`, and nothing where the event may be any of several. */
export type PayloadOf<E extends EventName> = EventCount<E> extends 0 ? SeveralEvents : JobEvents[E]

/** What a handler returns: `JobResults[E]`, and what suits them all where it handles any of several events. */
export type ResultOf<E extends EventName> = EventCount<E> extends 0 ? EveryResult<E> : JobResults[E]

/** The intersection of the results; a parameter's type is inferred to be one. */
type EveryResult<E extends EventName> = (
  { readonly [Name in E]: (result: JobResults[Name]) => void }[E] extends (result: infer Result) => void ? Result : never
)
