// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
import { ConfigurationError, ProviderError } from '../errors.js'
import { address, required } from '../settings.js'

const SPEAKER = 'TriggerDevProvider'
const AT_ONCE = 10

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
      const trigger = async ({ taskId, document, options }) => {
        try {
          const run = await tasks.trigger(taskId, JSON.parse(document), optionsOf(options), { clientConfig })
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
    throw new ConfigurationError('Trigger.dev is chosen, and its client is missing: npm install @trigger.dev/sdk', SPEAKER, {
      cause: error,
    })
  }
}

/**
 * @param {import('../client.js').ResolvedOptions} options
 * @returns {import('@trigger.dev/sdk').TriggerOptions}
 */
function optionsOf({ delay, at, idempotencyKeyTtl, ttl, tags, metadata, ...same }) {
  const start = at ?? (delay === undefined ? undefined : new Date(Date.now() + delay * 1000))
  return {
    ...same,
    ...(start === undefined ? {} : { delay: start }),
    ...(idempotencyKeyTtl === undefined ? {} : { idempotencyKeyTTL: `${Math.ceil(idempotencyKeyTtl)}s` }),
    ...(ttl === undefined ? {} : { ttl: Math.ceil(ttl) }),
    ...(tags === undefined ? {} : { tags: [...tags] }),
    ...(metadata === undefined ? {} : { metadata: JSON.parse(JSON.stringify(metadata)) }),
  }
}

/** @param {unknown} error */
function providerError(error) {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined
  const said = error instanceof Error ? error.message : String(error)
  return typeof status === 'number'
    ? new ProviderError(`API error ${said.startsWith(String(status)) ? said : `${status}: ${said}`}`, SPEAKER, {
        status,
        cause: error,
      })
    : new ProviderError(said, SPEAKER, { cause: error })
}
