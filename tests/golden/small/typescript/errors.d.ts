// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
/** Base class of all errors; the message starts with the component that throws it, such as `[JobClient]`. */
export declare class JobsError extends Error {
  constructor(detail: string, component?: string, options?: ErrorOptions)
}

/** The environment names an unknown provider, or a setting is missing or invalid. */
export declare class ConfigurationError extends JobsError {}

/** No provider is configured. */
export declare class NotConfiguredError extends ConfigurationError {
  constructor()
}

/** The catalog has no event of this name. */
export declare class UnknownEventError extends JobsError {
  constructor(event: string, nearest?: string)
  readonly event: string
}

/** One problem of a payload. */
export type FieldProblem = {
  /** The path of the field, such as `items[2].sku`; `payload` for the whole payload. */
  readonly field: string
  /** The reason; it never contains the value, which may be personal data. */
  readonly problem: string
}

/** A payload does not match its event's schema. */
export declare class InvalidPayloadError extends JobsError {
  constructor(event: string, problems: readonly FieldProblem[], detail?: string)
  readonly event: string
  /** The problems of the payload, the first hundred of them. */
  readonly problems: readonly FieldProblem[]
  /** The number of further problems. */
  readonly omitted: number
}

/** A payload has no tenantId: it is absent, empty, blank or not a string. */
export declare class MissingTenantError extends InvalidPayloadError {
  constructor(event: string)
}

/** A payload exceeds the provider's size limit. */
export declare class PayloadTooLargeError extends JobsError {
  constructor(event: string, size: number, limit: number, largestField: string)
  readonly event: string
  /** The payload's size in bytes. */
  readonly size: number
  /** The provider's limit in bytes. */
  readonly limit: number
}

/** A tenant id does not match the catalog's pattern. */
export declare class InvalidTenantError extends JobsError {
  constructor(tenantId: unknown, pattern: string)
}

/** The current tenant was requested outside the context of any tenant. */
export declare class NoTenantError extends JobsError {
  constructor()
}

/** A job for one tenant was sent in the context of another one. */
export declare class CrossTenantError extends JobsError {
  constructor(event: string, current: string, requested: string)
}

/** An option of a send is unknown or has an invalid value. */
export declare class InvalidOptionError extends JobsError {}

/** The provider does not support the request; nothing was sent. */
export declare class NotSupportedError extends JobsError {}

/** The provider responded with an error, or did not respond. */
export declare class ProviderError extends JobsError {
  constructor(detail: string, component: string, options?: ErrorOptions & { readonly status?: number | undefined })
  /** The HTTP status, or undefined without a response. */
  readonly status: number | undefined
}

/** Some or all jobs of a batch were not sent. */
export declare class BatchError<Handle = unknown> extends JobsError {
  constructor(size: number, failed: ReadonlyMap<number, JobsError>, sent: ReadonlyMap<number, Handle>)
  /** The errors by the item's index in the batch. */
  readonly failed: ReadonlyMap<number, JobsError>
  /** The handles of the sent items by index; empty if an item was invalid. */
  readonly sent: ReadonlyMap<number, Handle>
}
