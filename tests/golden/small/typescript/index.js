// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
export { CATALOG_VERSION, EVENT_CATEGORIES, EVENTS, SCHEDULES, TENANT_PATTERN, TOTAL_EVENT_COUNT } from './catalog.js'
export { createJobClient, sendJob, sendJobDynamic, sendJobs, setJobClient } from './client.js'
export * from './errors.js'
export * from './guards.js'
export { readPayload } from './read-payload.js'
export { currentTenant, currentTenantOrUndefined, withTenant } from './tenant.js'
export { isPayload, validatePayload } from './validation.js'
