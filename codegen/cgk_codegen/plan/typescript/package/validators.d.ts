import type { EventName } from './payloads.js'

/** What ajv says is wrong in one place; a keyword gives only the parameters it has. */
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

/** A compiled validator; `errors` holds what its last call found. */
export type Validator = { (payload: unknown): boolean; readonly errors?: readonly Violation[] | null }

/** Every event's validator. */
export declare const VALIDATORS: Readonly<Record<EventName, Validator>>
