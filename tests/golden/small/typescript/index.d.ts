// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
export type * from './payloads.js'
export * from './arrival.js'
export * from './catalog.js'
export * from './client.js'
export * from './errors.js'
export * from './guards.js'
export * from './tenant.js'
export * from './validation.js'
