// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { Buffer } from 'node:buffer'
import { EVENTS } from './catalog.js'
import {
  BatchError,
  ConfigurationError,
  CrossTenantError,
  InvalidOptionError,
  JobsError,
  NotSupportedError,
  PayloadTooLargeError,
} from './errors.js'
import { currentEventName } from './events.js'
import { resolveOptions } from './options.js'
import { createDevProvider, createLocalProvider } from './providers/dev.js'
import { createInngestProvider } from './providers/inngest.js'
import { createTriggerDevProvider } from './providers/trigger.js'
import { serializePayload } from './serialize-payload.js'
import { providerName, readSettings } from './settings.js'
import { currentTenantOrUndefined } from './tenant.js'

/** @typedef {import('./client.js').JobClient} JobClient */
/** @typedef {import('./client.js').JobHandle} JobHandle */
/** @typedef {import('./client.js').JobMessage} JobMessage */
/** @typedef {import('./client.js').JobProvider} JobProvider */
/** @typedef {import('./client.js').SendOptions} SendOptions */
/** @typedef {import('./payloads.js').EventName} EventName */

/** @type {Readonly<Record<string, (settings: import('./settings.js').Environment, directory?: string) => JobProvider>>} */
const PROVIDERS = {
  'trigger.dev': createTriggerDevProvider,
  inngest: createInngestProvider,
  local: createLocalProvider,
  dev: createDevProvider,
}

/** @type {JobClient | undefined} */
let defaultClient

/**
 * @template {EventName} E
 * @param {E} event
 * @param {import('./single-event.js').PayloadOf<E>} payload
 * @param {SendOptions} [options]
 */
export async function sendJob(event, payload, options) {
  defaultClient ??= createJobClient()
  return defaultClient.sendJob(event, payload, options)
}

/**
 * @param {string} event
 * @param {unknown} payload
 * @param {SendOptions} [options]
 */
export async function sendJobDynamic(event, payload, options) {
  defaultClient ??= createJobClient()
  return defaultClient.sendJobDynamic(event, payload, options)
}

/** @type {typeof import('./client.js').sendJobs} */
export async function sendJobs(items) {
  defaultClient ??= createJobClient()
  return defaultClient.sendJobs(items)
}

/** @param {JobClient | undefined} client */
export function setJobClient(client) {
  const previous = defaultClient
  defaultClient = client
  return previous
}

/**
 * @param {import('./client.js').JobClientOptions} [options]
 * @returns {JobClient}
 */
export function createJobClient({ provider, environment, directory } = {}) {
  return createClientFor(typeof provider === 'object' ? provider : createProvider(provider, environment, directory))
}

/**
 * @param {string | undefined} requestedName
 * @param {import('./settings.js').Environment | undefined} environment
 * @param {string | undefined} directory
 */
function createProvider(requestedName, environment, directory) {
  const settings = readSettings(environment, directory)
  const name = requestedName ?? providerName(settings)
  const create = Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name] : undefined
  if (create !== undefined) return create(settings, directory)
  throw new ConfigurationError(
    `Unknown provider "${name}"; JOBS_PROVIDER may be ${Object.keys(PROVIDERS).sort().join(', ')}`,
  )
}

/**
 * @param {JobProvider} provider
 * @returns {JobClient}
 */
function createClientFor(provider) {
  return {
    provider,
    sendJob: (event, payload, options) => sendOne(provider, event, payload, options),
    sendJobDynamic: (event, payload, options) => sendOne(provider, /** @type {EventName} */ (event), payload, options),
    // client.d.ts declares a type for each item, which this implementation does not need.
    async sendJobs(/** @type {any} */ items) {
      const messages = createMessages(provider, items)
      const outcomes = messages.length > 0 ? await provider.send(messages) : []
      /** @type {Map<number, JobHandle>} */
      const sent = new Map()
      /** @type {Map<number, JobsError>} */
      const failed = new Map()
      for (const [index, { event }] of messages.entries()) {
        const outcome = outcomes[index]
        if (typeof outcome === 'string') sent.set(index, { id: outcome, event, provider: provider.name })
        else failed.set(index, outcome ?? missingIdError(event, provider))
      }
      if (failed.size > 0) throw new BatchError(items.length, failed, sent)
      return /** @type {any} */ ([...sent.values()])
    },
  }
}

/**
 * @template {EventName} E
 * @param {JobProvider} provider
 * @param {E} event
 * @param {unknown} payload
 * @param {SendOptions} [options]
 */
async function sendOne(provider, event, payload, options) {
  const message = createMessage(provider, event, payload, options)
  const [outcome] = await provider.send([message])
  if (typeof outcome === 'string') return { id: outcome, event: /** @type {E} */ (message.event), provider: provider.name }
  throw outcome ?? missingIdError(event, provider)
}

/**
 * @param {EventName} event
 * @param {JobProvider} provider
 */
function missingIdError(event, provider) {
  return new JobsError(`Event "${event}" was sent, but ${provider.name} returned no id`)
}

/**
 * @param {JobProvider} provider
 * @param {readonly import('./client.js').JobItem[]} items
 */
function createMessages(provider, items) {
  /** @type {Map<number, JobsError>} */
  const invalid = new Map()
  if (!Array.isArray(items)) throw new InvalidOptionError('The argument items must be a list of items')
  const messages = Array.from(items).flatMap((item, index) => {
    try {
      if (typeof item !== 'object' || item === null) throw new InvalidOptionError('An item must be an object with an event')
      return [createMessage(provider, item.event, item.payload, item.options)]
    } catch (error) {
      if (!(error instanceof JobsError)) throw error
      invalid.set(index, error)
      return []
    }
  })
  if (invalid.size > 0) throw new BatchError(items.length, invalid, new Map())
  return messages
}

/**
 * @param {JobProvider} provider
 * @param {string} name
 * @param {unknown} payload
 * @param {SendOptions} [options]
 * @returns {JobMessage}
 */
function createMessage(provider, name, payload, options = {}) {
  const event = currentEventName(name)
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError(`Event "${event}": the options must be an object`)
  }
  const { tenantId, document } = serializePayload(event, payload)
  const current = currentTenantOrUndefined()
  if (current !== undefined && current !== tenantId && options.crossTenant !== true) {
    throw new CrossTenantError(event, current, tenantId)
  }
  const size = Buffer.byteLength(document)
  if (size > provider.maxPayloadBytes) {
    throw new PayloadTooLargeError(event, size, provider.maxPayloadBytes, largestField(document))
  }
  const resolved = resolveOptions(options, tenantId, event)
  const names = /** @type {(keyof typeof resolved)[]} */ (Object.keys(resolved))
  const unsupported = names.filter((name) => !provider.supportedOptions.has(name))
  if (unsupported.length > 0) {
    throw new NotSupportedError(
      `Event "${event}" was not sent: ${provider.name} does not support ${unsupported.sort().join(', ')}`,
    )
  }
  return { event, taskId: EVENTS[event].taskId, tenantId, document, options: resolved }
}

/** @param {string} document */
function largestField(document) {
  let largest = { name: '', size: 0 }
  for (const [name, value] of Object.entries(JSON.parse(document))) {
    const size = Buffer.byteLength(JSON.stringify(value))
    if (size > largest.size) largest = { name, size }
  }
  return largest.name
}
