// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { Buffer } from 'node:buffer'
import { CATALOG_VERSION } from '../catalog.js'
import { ConfigurationError, InvalidOptionError, InvalidPayloadError, PayloadTooLargeError, ProviderError } from '../errors.js'
import { checkKeyRecipient, readAddress, requireSetting } from '../settings.js'

const COMPONENT = 'InngestProvider'
const BATCH_SIZE = 500
/** The server's size limit for an event. */
const MAX_EVENT_BYTES = 3 * 1024 * 1024
/** The same, less the space for the event's name, id and metadata. */
const MAX_PAYLOAD_BYTES = MAX_EVENT_BYTES - 8 * 1024
const MAX_PRIORITY = 600
/** Keys of an event's data next to the payload's fields. */
const RESERVED_FIELDS = ['_cgk', '_inngest']
/** The first and the last time that a server accepts. */
const [EARLIEST, LATEST] = [Date.UTC(1980, 0, 1), Date.UTC(2100, 0, 1) - 1]
const CLOUD = 'https://inn.gs'
const CLOUD_API = 'https://api.inngest.com'
const DEV_SERVER = 'http://127.0.0.1:8288'
/** A dev server accepts any key. */
const DEV_KEY = 'NO_EVENT_KEY_SET'
const EVENT_KEY = /^(?!signkey-)[A-Za-z0-9._~-]+$/

/** @typedef {import('../client.js').JobMessage} JobMessage */
/** @typedef {import('../errors.js').JobsError} JobsError */

/**
 * @param {import('../settings.js').Environment} settings
 * @returns {import('../client.js').JobProvider}
 */
export function createInngestProvider(settings) {
  const server = readServer(settings)
  /** @type {Promise<import('inngest').Inngest> | undefined} */
  let client
  return {
    name: 'inngest',
    supportedOptions: new Set(['delay', 'at', 'idempotencyKey', 'metadata', 'priority']),
    maxPayloadBytes: MAX_PAYLOAD_BYTES,
    async send(messages) {
      client ??= createClient(server)
      const refusals = messages.map(findRefusal)
      const accepted = messages.filter((_, index) => refusals[index] === undefined)
      /** @type {(string | JobsError)[]} */
      const outcomes = []
      for (let start = 0; start < accepted.length; start += BATCH_SIZE) {
        outcomes.push(...(await sendBatch(await client, accepted.slice(start, start + BATCH_SIZE))))
      }
      return refusals.map((refusal) => refusal ?? /** @type {string | JobsError} */ (outcomes.shift()))
    },
  }
}

/**
 * Returns the server and its key, by the same settings as in Python. The client itself does not read `.env.local`.
 *
 * @param {import('../settings.js').Environment} settings
 */
function readServer(settings) {
  const dev = settings['INNGEST_DEV']?.toLowerCase() ?? '0'
  const isDev = dev !== '0' && dev !== 'false'
  // Otherwise, INNGEST_DEV is the address of a dev server.
  const isSwitch = !isDev || dev === '1' || dev === 'true'
  const addresses = ['INNGEST_EVENT_API_BASE_URL', 'INNGEST_BASE_URL', ...(isSwitch ? [] : ['INNGEST_DEV'])]
  checkKeyRecipient(settings, addresses, ['INNGEST_EVENT_KEY'])
  const [address = isDev ? DEV_SERVER : CLOUD] = addresses.flatMap(
    (name) => readAddress(settings, name, name === 'INNGEST_DEV' ? '1, 0 or ' : '') ?? [],
  )
  // The cloud has one host for events and one for the API; a setting may name either.
  const origin = address === CLOUD_API ? CLOUD : address
  const eventKey = isDev
    ? (settings['INNGEST_EVENT_KEY'] ?? DEV_KEY)
    : requireSetting(settings, 'INNGEST_EVENT_KEY', 'the event key of your Inngest environment')
  if (!EVENT_KEY.test(eventKey)) {
    throw new ConfigurationError('INNGEST_EVENT_KEY is not an event key; find it in Settings, Keys, next to the signing key')
  }
  const env = settings['INNGEST_ENV']
  // The client resolves relative paths, so without the slash it would drop the last part of the origin's path.
  return { baseUrl: `${origin}/`, eventKey, isDev, ...(env === undefined ? {} : { env }) }
}

/** @param {ReturnType<typeof readServer>} server */
async function createClient(server) {
  const { Inngest } = await import('inngest').catch((/** @type {unknown} */ error) => {
    throw new ConfigurationError(
      'The Inngest client is not installed; run `npm install inngest`',
      COMPONENT,
      { cause: error },
    )
  })
  return new Inngest({ id: 'cgk-jobs', ...server })
}

/**
 * @param {import('inngest').Inngest} client
 * @param {readonly JobMessage[]} messages
 * @returns {Promise<readonly (string | JobsError)[]>}
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
    const [, status] = /^Inngest API Error: (\d+)/.exec(message) ?? []
    const failure = new ProviderError(message, COMPONENT, {
      status: status === undefined ? undefined : Number(status),
      cause: error,
    })
    return messages.map(() => failure)
  }
}

/**
 * Returns the error of a job that a server would refuse, or run with other options.
 *
 * @param {JobMessage} message
 */
function findRefusal(message) {
  const { event, document, options } = message
  const reserved = RESERVED_FIELDS.filter((name) => document.includes(name) && Object.hasOwn(JSON.parse(document), name))
  if (reserved.length > 0) {
    const problem = 'is a name that Inngest uses itself; give the field another one'
    return new InvalidPayloadError(event, reserved.map((field) => ({ field, problem })))
  }
  const { metadata, priority = 0 } = options
  if (priority > MAX_PRIORITY) {
    return new InvalidOptionError(`Event "${event}": priority is ${priority}; Inngest accepts at most ${MAX_PRIORITY}`)
  }
  const timestamp = startTime(options) ?? Date.now()
  if (timestamp < EARLIEST || timestamp > LATEST) {
    const option = options.at === undefined ? 'delay' : 'at'
    return new InvalidOptionError(
      `Event "${event}": ${option} is too far away; Inngest runs nothing before 1980 or after 2099`,
    )
  }
  const size = metadata === undefined ? 0 : Buffer.byteLength(JSON.stringify(toInngestEvent(message)))
  return size > MAX_EVENT_BYTES ? new PayloadTooLargeError(event, size, MAX_EVENT_BYTES, 'metadata') : undefined
}

/**
 * Returns the time at which a job starts, or undefined for now. A server starts a job that is due within a second almost at
 * once, so short delays get one more second, as in Python.
 *
 * @param {JobMessage['options']} options
 */
function startTime({ delay, at }) {
  const now = Date.now()
  const milliseconds = at === undefined ? (delay === undefined ? undefined : delay * 1000) : at.getTime() - now
  if (milliseconds === undefined) return undefined
  return Math.round(now + milliseconds + (milliseconds > 0 && milliseconds < 2000 ? 1000 : 0))
}

/** @param {JobMessage} message */
function toInngestEvent({ event, document, options }) {
  const { idempotencyKey, metadata, priority } = options
  const headers = { 'catalog-version': CATALOG_VERSION }
  const envelope = { headers, ...(metadata === undefined ? {} : { metadata }), ...(priority ? { priority } : {}) }
  const timestamp = startTime(options)
  return {
    name: event,
    // Headers, metadata and priority are below a key of their own, as in Python.
    data: { ...JSON.parse(document), _cgk: envelope },
    ...(idempotencyKey === undefined ? {} : { id: idempotencyKey }),
    ...(timestamp === undefined ? {} : { ts: timestamp }),
  }
}
