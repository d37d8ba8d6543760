import { CATALOG_VERSION } from '../catalog.js'
import { ConfigurationError, InvalidOptionError, JobsError, ProviderError } from '../errors.js'
import { address, required } from '../settings.js'

const COMPONENT = 'TriggerDevProvider'
const AT_ONCE = 10
const MAX_TAGS = 10

/** @typedef {import('../client.js').JobMessage} JobMessage */

/**
 * @param {import('../settings.js').Environment} settings
 * @returns {import('../client.js').JobProvider}
 */
export function createTriggerDevProvider(settings) {
  const accessToken = required(settings, 'TRIGGER_SECRET_KEY', 'the secret key of your Trigger.dev project')
  const baseURL = address(settings, 'TRIGGER_API_URL')
  const clientConfig = { accessToken, ...(baseURL === undefined ? {} : { baseURL }) }
  return {
    name: 'trigger.dev',
    supportedOptions: new Set([
      'delay', 'at', 'idempotencyKey', 'idempotencyKeyTtl', 'maxAttempts', 'queue', 'concurrencyKey', 'priority', 'ttl',
      'tags', 'metadata',
    ]),
    maxPayloadBytes: 3 * 1024 * 1024,
    async send(messages) {
      const { tasks } = await loadSdk()
      /** @param {JobMessage} message */
      const trigger = async (message) => {
        try {
          const payload = JSON.parse(message.document)
          const run = await tasks.trigger(message.taskId, payload, optionsOf(message), { clientConfig })
          return run.id
        } catch (error) {
          return providerError(error)
        }
      }
      /** @type {(string | import('../errors.js').JobsError)[]} */
      const outcomes = []
      for (let start = 0; start < messages.length; start += AT_ONCE) {
        outcomes.push(...(await Promise.all(messages.slice(start, start + AT_ONCE).map(trigger))))
      }
      return outcomes
    },
  }
}

async function loadSdk() {
  try {
    return await import('@trigger.dev/sdk')
  } catch (error) {
    throw new ConfigurationError('Trigger.dev is chosen, and its client is missing: npm install @trigger.dev/sdk', COMPONENT, {
      cause: error,
    })
  }
}

/**
 * The options in the client's terms, with a tag to find the tenant's runs by, as Python sends them.
 *
 * @param {JobMessage} message
 * @returns {import('@trigger.dev/sdk').TriggerOptions}
 */
function optionsOf({ event, tenantId, options }) {
  const { delay, at, idempotencyKeyTtl, ttl, tags = [], metadata, ...same } = options
  const start = at ?? (delay ? new Date(Date.now() + delay * 1000) : undefined)
  const mistakes = [
    ...(at !== undefined && at.getTime() <= Date.now() ? ['at is past'] : []),
    ...wholeSeconds({ ttl, idempotencyKeyTtl }),
    ...(tags.length > MAX_TAGS ? [`tags: Trigger.dev takes at most ${MAX_TAGS}`] : []),
  ]
  if (mistakes.length > 0) throw new InvalidOptionError(`Event "${event}" was not sent: ${mistakes.join('; ')}`, COMPONENT)
  const own = `tenant:${tenantId}`
  return {
    ...same,
    ...(start === undefined ? {} : { delay: start }),
    ...(idempotencyKeyTtl === undefined ? {} : { idempotencyKeyTTL: `${idempotencyKeyTtl}s` }),
    ...(ttl === undefined ? {} : { ttl }),
    tags: tags.includes(own) || tags.length === MAX_TAGS ? [...tags] : [...tags, own],
    metadata: { ...JSON.parse(JSON.stringify(metadata ?? {})), cgkHeaders: { 'catalog-version': CATALOG_VERSION } },
  }
}

/** @param {Readonly<Record<string, number | undefined>>} durations */
function wholeSeconds(durations) {
  const wrong = Object.entries(durations).filter(([, value]) => value !== undefined && !(Number.isInteger(value) && value > 0))
  return wrong.map(([name]) => `${name} must be whole seconds, at least 1`)
}

/** @param {unknown} error */
function providerError(error) {
  if (error instanceof JobsError) return error
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined
  const said = error instanceof Error ? error.message : String(error)
  return typeof status === 'number'
    ? new ProviderError(`API error ${said.startsWith(String(status)) ? said : `${status}: ${said}`}`, COMPONENT, {
        status,
        cause: error,
      })
    : new ProviderError(said, COMPONENT, { cause: error })
}
