// Provider that sends to the project's running `cgk dev`, whose Python handlers run the jobs. For development only.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cwd } from 'node:process'
import { ConfigurationError, ProviderError } from '../errors.js'
import { foldersOfProject } from '../settings.js'

const COMPONENT = 'cgk dev'
const RESPONSE_MILLISECONDS = 30_000
const BATCH = 500

/** @typedef {{ readonly host: string, readonly port: number, readonly token: string }} Endpoint */
/** @typedef {{ readonly id?: string, readonly error?: { readonly message: string } }} Result */
/** @typedef {{ readonly results?: readonly Result[], readonly error?: { readonly message?: unknown } }} DevResponse */

/**
 * @param {import('../settings.js').Environment} _settings
 * @param {string} [directory]
 * @returns {import('../client.js').JobProvider}
 */
export function createLocalProvider(_settings, directory = cwd()) {
  return {
    name: 'local',
    supportedOptions: new Set([
      'delay', 'at', 'idempotencyKey', 'idempotencyKeyTtl', 'maxAttempts', 'queue', 'concurrencyKey', 'priority', 'ttl',
      'tags', 'metadata',
    ]),
    maxPayloadBytes: 3 * 1024 * 1024,
    async send(messages) {
      const endpoint = findEndpoint(directory)
      /** @type {(string | import('../errors.js').JobsError)[]} */
      const outcomes = []
      for (let start = 0; start < messages.length; start += BATCH) {
        const jobs = messages.slice(start, start + BATCH).map(jobOf)
        const results = await post(endpoint, { jobs })
        outcomes.push(...results.map(({ id, error }) => id ?? new ProviderError(detailOf(error?.message), COMPONENT)))
      }
      return outcomes
    },
  }
}

/**
 * Finds the running `cgk dev` of a folder, or of a parent folder within the same Git repository.
 *
 * @param {string} directory
 * @returns {Endpoint}
 */
function findEndpoint(directory) {
  const file = foldersOfProject(directory)
    .map((folder) => join(folder, '.cgk', 'dev.json'))
    .find((path) => existsSync(path))
  if (file === undefined) {
    throw new ConfigurationError(
      'JOBS_PROVIDER=local requires a running `cgk dev`, and none was found for this project; ' +
        'start one in a terminal: cgk dev app.tasks',
    )
  }
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new ConfigurationError(
      `Cannot read the address of \`cgk dev\` from ${file}; delete the file, or start \`cgk dev\` again`,
      undefined,
      { cause: error },
    )
  }
}

/** @param {import('../client.js').JobMessage} message */
function jobOf({ event, document, options }) {
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
    signal: AbortSignal.timeout(RESPONSE_MILLISECONDS),
  }).catch((/** @type {unknown} */ error) => {
    throw new ProviderError(`no answer from ${origin}; look at its terminal or start it again`, COMPONENT, { cause: error })
  })
  const parsed = /** @type {DevResponse | undefined} */ (await response.json().catch(() => undefined))
  if (response.ok && parsed?.results !== undefined) return parsed.results
  const message = parsed?.error?.message
  throw new ProviderError(
    typeof message === 'string'
      ? detailOf(message)
      : `Unexpected response from ${origin} with status ${response.status}; is it \`cgk dev\`?`,
    COMPONENT,
    { status: response.status },
  )
}

/**
 * Returns a message without the component's prefix, which `ProviderError` adds.
 *
 * @param {string | undefined} message
 */
function detailOf(message) {
  return (message ?? 'the job was refused').replace(/^\[cgk dev\] /, '')
}
