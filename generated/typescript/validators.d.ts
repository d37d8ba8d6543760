// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import type { EventName } from './payloads.js'

/** One error of ajv; `params` has the parameters of the keyword only. */
export type Violation = {
  readonly instancePath: string
  readonly keyword: string
  readonly params: {
    readonly missingProperty?: string
    readonly additionalProperty?: string
    readonly type?: string | readonly string[]
    readonly limit?: number
    readonly comparison?: string
    readonly pattern?: string
    readonly multipleOf?: number
    readonly allowedValues?: readonly unknown[]
    readonly allowedValue?: unknown
    readonly format?: string
  }
}

/** A compiled validator; `errors` holds the errors of its last call. */
export type Validator = { (payload: unknown): boolean; readonly errors?: readonly Violation[] | null }

/** The validators by event name. */
export declare const VALIDATORS: Readonly<Record<EventName, Validator>>
