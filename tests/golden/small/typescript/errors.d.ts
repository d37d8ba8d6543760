// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
/** Anything that goes wrong; its text starts with the part that speaks, such as `[JobClient]`. */
export declare class JobsError extends Error {
  constructor(text: string, component?: string, options?: ErrorOptions)
}

/** The environment or a setting is wrong. */
export declare class ConfigurationError extends JobsError {}

/** Nothing says which provider to use. */
export declare class NotConfiguredError extends ConfigurationError {
  constructor()
}

/** The catalog has no such event. */
export declare class UnknownEventError extends JobsError {
  constructor(event: string, nearest?: string)
  readonly event: string
}

/** What is wrong with one field. */
export type FieldProblem = {
  /** Where it is, such as `items[2].sku`; `payload` for the payload as a whole. */
  readonly field: string
  /** What is wrong, without the value, which may be personal data. */
  readonly problem: string
}

/** A payload does not fit its event; every problem is named. */
export declare class InvalidPayloadError extends JobsError {
  constructor(event: string, problems: readonly FieldProblem[], text?: string)
  readonly event: string
  readonly problems: readonly FieldProblem[]
}

/** A payload has no tenantId, or one that is blank or no string. */
export declare class MissingTenantError extends InvalidPayloadError {
  constructor(event: string)
}

/** A payload is larger than the provider takes. */
export declare class PayloadTooLargeError extends JobsError {
  constructor(event: string, size: number, limit: number, field: string)
  readonly event: string
  readonly size: number
  readonly limit: number
}

/** A text is not a tenant id. */
export declare class InvalidTenantError extends JobsError {
  constructor(tenantId: unknown, pattern: string)
}

/** There is no tenant here. */
export declare class NoTenantError extends JobsError {
  constructor()
}

/** A job was sent inside the context of another tenant. */
export declare class CrossTenantError extends JobsError {
  constructor(event: string, current: string, tenantId: string)
}

/** An option makes no sense. */
export declare class InvalidOptionError extends JobsError {}

/** The provider cannot do this. */
export declare class NotSupportedError extends JobsError {}

/** The provider did not do what it was asked. */
export declare class ProviderError extends JobsError {
  constructor(text: string, component: string, options?: ErrorOptions & { readonly status?: number | undefined })
  /** The HTTP status, where there was one. */
  readonly status: number | undefined
}

/** Jobs of a batch were not sent. */
export declare class BatchError<Handle = unknown> extends JobsError {
  constructor(size: number, failed: ReadonlyMap<number, JobsError>, sent: ReadonlyMap<number, Handle>)
  /** What went wrong, by the item's place in the batch, from 0. */
  readonly failed: ReadonlyMap<number, JobsError>
  /** The handles of the items that were sent, by place; empty where an item was not valid. */
  readonly sent: ReadonlyMap<number, Handle>
}
