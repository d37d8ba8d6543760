// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
export class JobsError extends Error {
  /**
   * @param {string} detail
   * @param {string} [component]
   * @param {ErrorOptions} [options]
   */
  constructor(detail, component = 'JobClient', options) {
    super(`[${component}] ${detail}`, options)
    this.name = new.target.name
  }
}

export class ConfigurationError extends JobsError {}

export class NotConfiguredError extends ConfigurationError {
  constructor() {
    super(
      'Not configured - set TRIGGER_SECRET_KEY\n' +
        '  Trigger.dev: TRIGGER_SECRET_KEY=tr_dev_...\n' +
        '  Inngest:     INNGEST_EVENT_KEY=... and INNGEST_SIGNING_KEY=...\n' +
        '  the handlers of a running `cgk dev`, for development only: JOBS_PROVIDER=dev\n' +
        'The environment and .env.local are read; `cgk setup:jobs` writes them.',
    )
  }
}

export class UnknownEventError extends JobsError {
  /**
   * @param {string} event
   * @param {string} [nearest]
   */
  constructor(event, nearest) {
    const suggestion =
      nearest === undefined ? 'add it to events.yaml and run `cgk-codegen generate`' : `did you mean "${nearest}"?`
    super(`Unknown event "${event}"; ${suggestion}`)
    this.event = event
  }
}

/** The largest number of problems that an error reports. */
const MAX_PROBLEMS = 100

/** The maximum length of a line in an error's message. A line contains names from the payload, which can be long. */
const MAX_LINE_LENGTH = 1000

/** @param {string} line */
function shorten(line) {
  return line.length <= MAX_LINE_LENGTH ? line : `${line.slice(0, MAX_LINE_LENGTH)}...`
}

export class InvalidPayloadError extends JobsError {
  /**
   * @param {string} event
   * @param {readonly import('./errors.js').FieldProblem[]} problems
   * @param {string} [detail]
   */
  constructor(event, problems, detail) {
    const omitted = Math.max(0, problems.length - MAX_PROBLEMS)
    const reported = problems.slice(0, MAX_PROBLEMS)
    const lines = reported.map(({ field, problem }) => `\n  ${shorten(`${field}: ${problem}`)}`)
    if (omitted > 0) lines.push(`\n  and ${omitted} more`)
    super(detail ?? `Event "${event}" has an invalid payload:${lines.join('')}`, 'JobProvider')
    this.event = event
    this.problems = reported
    this.omitted = omitted
  }
}

export class MissingTenantError extends InvalidPayloadError {
  /** @param {string} event */
  constructor(event) {
    const problem = "every payload needs its tenant's id, a string that is not blank"
    const detail = `Event "${event}" requires tenantId in payload`
    super(event, [{ field: 'tenantId', problem }], detail)
  }
}

export class PayloadTooLargeError extends JobsError {
  /**
   * @param {string} event
   * @param {number} size
   * @param {number} limit
   * @param {string} largestField
   */
  constructor(event, size, limit, largestField) {
    super(
      `Event "${event}" has a payload of ${size} bytes; the provider accepts ${limit}. ` +
        `Its largest field is ${largestField}. Store large data elsewhere and send its address`,
      'JobProvider',
    )
    this.event = event
    this.size = size
    this.limit = limit
  }
}

export class InvalidTenantError extends JobsError {
  /**
   * @param {unknown} tenantId
   * @param {string} pattern
   */
  constructor(tenantId, pattern) {
    const shown = typeof tenantId === 'string' ? JSON.stringify(tenantId) : `a value of type ${typeof tenantId}`
    super(`${shown} is not a tenant id; it must match ${pattern}`, 'Tenant')
  }
}

export class NoTenantError extends JobsError {
  constructor() {
    super("No current tenant: enter one with `withTenant(tenantId, ...)`; handlers run in their payload's tenant", 'Tenant')
  }
}

export class CrossTenantError extends JobsError {
  /**
   * @param {string} event
   * @param {string} current
   * @param {string} requested
   */
  constructor(event, current, requested) {
    super(
      `Event "${event}" for tenant "${requested}" was sent in the context of tenant "${current}"; ` +
        'if this is intended, pass crossTenant: true',
      'Tenant',
    )
  }
}

export class InvalidOptionError extends JobsError {}

export class NotSupportedError extends JobsError {}

export class ProviderError extends JobsError {
  /**
   * @param {string} detail
   * @param {string} component
   * @param {ErrorOptions & { readonly status?: number | undefined }} [options]
   */
  constructor(detail, component, options) {
    super(detail, component, options)
    this.status = options?.status
  }
}

/** @template [Handle=unknown] */
export class BatchError extends JobsError {
  /**
   * @param {number} size
   * @param {ReadonlyMap<number, JobsError>} failed
   * @param {ReadonlyMap<number, Handle>} sent
   */
  constructor(size, failed, sent) {
    const lines = [...failed].sort(([a], [b]) => a - b).map(([index, error]) => `\n  item ${index}: ${error.message}`)
    const summary = sent.size > 0 ? `${sent.size} ${sent.size === 1 ? 'was' : 'were'} sent` : 'nothing was sent'
    super(`${failed.size} of ${size} jobs were refused; ${summary}:${lines.join('')}`)
    this.failed = failed
    this.sent = sent
  }
}
