// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { CATALOG_VERSION } from '../catalog.js'
import { ConfigurationError, ProviderError } from '../errors.js'
import { checkKeyRecipient, readAddress, requireSetting } from '../settings.js'

const COMPONENT = 'InngestProvider'
const BATCH_SIZE = 500
/** The server's size limit for an event, less the space for its name, id and metadata. */
const MAX_BYTES = 3 * 1024 * 1024 - 8 * 1024

/** @typedef {import('../client.js').JobMessage} JobMessage */

/**
 * @param {import('../settings.js').Environment} settings
 * @returns {import('../client.js').JobProvider}
 */
export function createInngestProvider(settings) {
  const eventKey = requireSetting(settings, 'INNGEST_EVENT_KEY', 'the event key of your Inngest environment')
  checkKeyRecipient(settings, ['INNGEST_EVENT_API_BASE_URL', 'INNGEST_BASE_URL'], ['INNGEST_EVENT_KEY'])
  const baseUrl = readAddress(settings, 'INNGEST_EVENT_API_BASE_URL') ?? readAddress(settings, 'INNGEST_BASE_URL')
  /** @type {Promise<import('inngest').Inngest> | undefined} */
  let client
  return {
    name: 'inngest',
    supportedOptions: new Set(['delay', 'at', 'idempotencyKey', 'metadata', 'priority']),
    maxPayloadBytes: MAX_BYTES,
    async send(messages) {
      client ??= createClient(eventKey, baseUrl)
      /** @type {(string | import('../errors.js').JobsError)[]} */
      const outcomes = []
      for (let start = 0; start < messages.length; start += BATCH_SIZE) {
        outcomes.push(...(await sendBatch(await client, messages.slice(start, start + BATCH_SIZE))))
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
    throw new ConfigurationError(
      'The Inngest client is not installed; run `npm install inngest`',
      COMPONENT,
      { cause: error },
    )
  })
  return new Inngest({ id: 'cgk-jobs', eventKey, ...(baseUrl === undefined ? {} : { baseUrl }) })
}

/**
 * @param {import('inngest').Inngest} client
 * @param {readonly JobMessage[]} messages
 * @returns {Promise<readonly (string | import('../errors.js').JobsError)[]>}
 */
async function sendBatch(client, messages) {
  try {
    const { ids } = await client.send(messages.map(toInngestEvent))
    // The client accepts a response without ids, such as a gateway's refusal.
    return messages.map((_, index) => {
      const id = ids[index] ?? ''
      return id === '' ? new ProviderError('the response has no id; the event may not have arrived', COMPONENT) : id
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const failure = new ProviderError(message, COMPONENT, { cause: error })
    return messages.map(() => failure)
  }
}

/** @param {JobMessage} message */
function toInngestEvent({ event, document, options: { delay, at, idempotencyKey, metadata, priority } }) {
  const headers = { 'catalog-version': CATALOG_VERSION }
  const envelope = { headers, ...(metadata === undefined ? {} : { metadata }), ...(priority ? { priority } : {}) }
  const timestamp = at?.getTime() ?? (delay === undefined ? undefined : Date.now() + delay * 1000)
  return {
    name: event,
    // Headers, metadata and priority are below a key of their own, as in Python.
    data: { ...JSON.parse(document), _cgk: envelope },
    ...(idempotencyKey === undefined ? {} : { id: idempotencyKey }),
    ...(timestamp === undefined ? {} : { ts: Math.round(timestamp) }),
  }
}
