// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { CATALOG_VERSION } from '../catalog.js'
import { ConfigurationError, ProviderError } from '../errors.js'
import { address, checkKeyRecipient, required } from '../settings.js'

const COMPONENT = 'InngestProvider'
const BATCH = 500
/** A server's limit, less room for the name, the id and the metadata. */
const MAX_BYTES = 3 * 1024 * 1024 - 8 * 1024

/** @typedef {import('../client.js').JobMessage} JobMessage */

/**
 * @param {import('../settings.js').Environment} settings
 * @returns {import('../client.js').JobProvider}
 */
export function createInngestProvider(settings) {
  const eventKey = required(settings, 'INNGEST_EVENT_KEY', 'the event key of your Inngest environment')
  checkKeyRecipient(settings, ['INNGEST_EVENT_API_BASE_URL', 'INNGEST_BASE_URL'], ['INNGEST_EVENT_KEY'])
  const baseUrl = address(settings, 'INNGEST_EVENT_API_BASE_URL') ?? address(settings, 'INNGEST_BASE_URL')
  /** @type {Promise<import('inngest').Inngest> | undefined} */
  let client
  return {
    name: 'inngest',
    supportedOptions: new Set(['delay', 'at', 'idempotencyKey', 'metadata', 'priority']),
    maxPayloadBytes: MAX_BYTES,
    async send(messages) {
      client ??= createClient(eventKey, baseUrl)
      const { length } = messages
      /** @type {(string | import('../errors.js').JobsError)[]} */
      const outcomes = []
      for (let start = 0; start < length; start += BATCH) {
        outcomes.push(...(await sendChunk(await client, messages.slice(start, start + BATCH))))
      }
      return outcomes
    },
  }
}

/**
 * @param {string} eventKey
 * @param {string | undefined} baseUrl
 */
async function createClient(eventKey, baseUrl) {
  const { Inngest } = await import('inngest').catch((/** @type {unknown} */ error) => {
    throw new ConfigurationError('The Inngest client is not installed; run `npm install inngest`', COMPONENT, { cause: error })
  })
  return new Inngest({ id: 'cgk-jobs', eventKey, ...(baseUrl === undefined ? {} : { baseUrl }) })
}

/**
 * @param {import('inngest').Inngest} client
 * @param {readonly JobMessage[]} messages
 * @returns {Promise<readonly (string | import('../errors.js').JobsError)[]>}
 */
async function sendChunk(client, messages) {
  try {
    const { ids } = await client.send(messages.map(eventOf))
    // The client only checks the body for an error. A gateway's refusal has neither an error nor ids.
    return messages.map((_, at) => {
      const id = ids[at] ?? ''
      return id === '' ? new ProviderError('the response has no id; the event may not have arrived', COMPONENT) : id
    })
  } catch (error) {
    const refusal = new ProviderError(error instanceof Error ? error.message : String(error), COMPONENT, { cause: error })
    return messages.map(() => refusal)
  }
}

/** @param {JobMessage} message */
function eventOf({ event, document, options: { delay, at, idempotencyKey, metadata, priority } }) {
  const headers = { 'catalog-version': CATALOG_VERSION }
  const envelope = { headers, ...(metadata === undefined ? {} : { metadata }), ...(priority ? { priority } : {}) }
  const start = at?.getTime() ?? (delay === undefined ? undefined : Date.now() + delay * 1000)
  return {
    name: event,
    // Everything that is not a payload field has its own key, as in Python.
    data: { ...JSON.parse(document), _cgk: envelope },
    ...(idempotencyKey === undefined ? {} : { id: idempotencyKey }),
    ...(start === undefined ? {} : { ts: Math.round(start) }),
  }
}
