// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
// Provider that sends to the project's running `cgk dev`, whose Python handlers run the jobs. For development only.
import { readFileSync } from 'node:fs'
import { cwd } from 'node:process'
import { ConfigurationError, ProviderError } from '../errors.js'
import { findFile } from '../settings.js'

const COMPONENT = 'cgk dev'
const TIMEOUT_MS = 30_000
const BATCH_SIZE = 500

/** @typedef {{ readonly host: string, readonly port: number, readonly token: string }} Endpoint */
/** @typedef {{ readonly id?: string, readonly error?: { readonly message: string } }} Result */
/** @typedef {{ readonly results?: readonly Result[], readonly error?: { readonly message?: unknown } }} DevResponse */

/**
 * @param {import('../settings.js').Environment} _settings
 * @param {string} [directory]
 */
export function createDevProvider(_settings, directory) {
  return createProviderNamed('dev', directory)
}

/**
 * Creates the provider `local`, which means the same as `dev` here. In Python, it runs jobs in the sending process.
 *
 * @param {import('../settings.js').Environment} _settings
 * @param {string} [directory]
 */
export function createLocalProvider(_settings, directory) {
  return createProviderNamed('local', directory)
}

/**
 * @param {string} name
 * @param {string} [directory]
 * @returns {import('../client.js').JobProvider}
 */
function createProviderNamed(name, directory = cwd()) {
  return {
    name,
    supportedOptions: new Set([
      'delay', 'at', 'idempotencyKey', 'idempotencyKeyTtl', 'maxAttempts', 'queue', 'concurrencyKey', 'priority', 'ttl',
      'tags', 'metadata',
    ]),
    maxPayloadBytes: 3 * 1024 * 1024,
    async send(messages) {
      // Read for every send, because `cgk dev` has another address and token after a restart.
      const endpoint = findEndpoint(name, directory)
      /** @type {(string | import('../errors.js').JobsError)[]} */
      const outcomes = []
      for (let start = 0; start < messages.length; start += BATCH_SIZE) {
        outcomes.push(...(await sendBatch(endpoint, messages.slice(start, start + BATCH_SIZE))))
      }
      return outcomes
    },
  }
}

/**
 * Sends a batch. Earlier batches were sent even if the request of this one fails, so its jobs get the error.
 *
 * @param {Endpoint} endpoint
 * @param {readonly import('../client.js').JobMessage[]} messages
 */
async function sendBatch(endpoint, messages) {
  try {
    const results = await post(endpoint, { jobs: messages.map(toJob) })
    return results.map(({ id, error }) => id ?? new ProviderError(withoutComponent(error?.message), COMPONENT))
  } catch (error) {
    if (error instanceof ProviderError) return messages.map(() => error)
    throw error
  }
}

/**
 * Finds the running `cgk dev` of a folder, or of a parent folder within the same Git repository.
 *
 * @param {string} name
 * @param {string} directory
 * @returns {Endpoint}
 */
function findEndpoint(name, directory) {
  const file = findFile('.cgk/dev.json', directory)
  if (file === undefined) {
    throw new ConfigurationError(
      `JOBS_PROVIDER=${name} sends to \`cgk dev\`, which is not running for this project (${directory}); ` +
        'start it in a terminal: cgk dev app.tasks',
    )
  }
  try {
    return checkEndpoint(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new ConfigurationError(
      `Cannot read the address of \`cgk dev\` from ${file}; delete the file, then start \`cgk dev\` again`,
      undefined,
      { cause: error },
    )
  }
}

/**
 * Returns an endpoint of this machine. A file that came with a repository could name another server.
 *
 * @param {Partial<Endpoint> | null} endpoint
 * @returns {Endpoint}
 */
function checkEndpoint(endpoint) {
  const { host, port, token } = endpoint ?? {}
  if (host === '127.0.0.1' && Number.isInteger(port) && port !== undefined && typeof token === 'string') {
    return { host, port, token }
  }
  throw new TypeError('not an endpoint of this machine')
}

/** @param {import('../client.js').JobMessage} message */
function toJob({ event, document, options }) {
  const payload = JSON.parse(document)
  return Object.keys(options).length > 0 ? { event, payload, options } : { event, payload }
}

/**
 * @param {Endpoint} endpoint
 * @param {object} body
 * @returns {Promise<readonly Result[]>}
 */
async function post({ host, port, token }, body) {
  const origin = `http://${host}:${port}`
  const response = await fetch(`${origin}/v1/jobs`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((/** @type {unknown} */ error) => {
    const detail =
      error instanceof DOMException && error.name === 'TimeoutError'
        ? `no answer from ${origin} within ${TIMEOUT_MS / 1000} s; look at its terminal`
        : `not running any more at ${origin}; start it again: cgk dev app.tasks`
    throw new ProviderError(detail, COMPONENT, { cause: error })
  })
  const parsed = /** @type {DevResponse | undefined} */ (await response.json().catch(() => undefined))
  if (response.ok && parsed?.results !== undefined) return parsed.results
  const message = parsed?.error?.message
  throw new ProviderError(
    typeof message === 'string'
      ? withoutComponent(message)
      : `Unexpected response from ${origin} with status ${response.status}; is it \`cgk dev\`?`,
    COMPONENT,
    { status: response.status },
  )
}

/**
 * Returns an error message of `cgk dev` without its component, which `ProviderError` adds.
 *
 * @param {string | undefined} message
 */
function withoutComponent(message) {
  return (message ?? 'the job was refused').replace(/^\[cgk dev\] /, '')
}
