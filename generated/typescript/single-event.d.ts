// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import type { EventName, JobInputs, JobResults } from './payloads.js'

/** Type error for a send whose event is a union: TypeScript cannot check which payload belongs to it. */
export type SeveralEvents = 'the event may be any of several: narrow it to one, send items by sendJobs, or call sendJobDynamic'

/** `[true]` for a single event, `[]` for a union. */
type One<E, All = E> = E extends unknown ? ([All] extends [E] ? [true] : []) : []

/**
 * 1 for a single event, 0 for a union: `IsSingleEvent<E> extends 0 ? several : one`.
 *
 * A function that is generic over events can pass its payload on because this is a tuple's length: `number` until the event
 * is known, which is not 0. A boolean would be unknown there, and so would the type of the payload.
 */
export type IsSingleEvent<E extends EventName> = [...One<E>]['length']

/** The payload that a send of an event accepts: `JobInputs[E]`; a type error for a union of events. */
export type PayloadOf<E extends EventName> = IsSingleEvent<E> extends 0 ? SeveralEvents : JobInputs[E]

/** The return type of a handler: `JobResults[E]`; for a union of events, a result that suits them all. */
export type ResultOf<E extends EventName> = IsSingleEvent<E> extends 0 ? EveryResult<E> : JobResults[E]

/** The intersection of the results, which TypeScript infers if each is the type of a function's parameter. */
type EveryResult<E extends EventName> = (
  { readonly [Name in E]: (result: JobResults[Name]) => void }[E] extends (result: infer Result) => void ? Result : never
)
