// Generated from the event catalog by cgk-codegen; edit events.yaml and run `cgk-codegen generate` instead.
import { Buffer } from 'node:buffer'
import { randomBytes } from 'node:crypto'
import { CATALOG_VERSION, EVENTS } from '../catalog.js'
import { ConfigurationError, InvalidOptionError, InvalidPayloadError, JobsError, ProviderError } from '../errors.js'
import { checkKeyRecipient, readAddress, requireSetting } from '../settings.js'

const COMPONENT = 'TriggerDevProvider'
const CONCURRENT_REQUESTS = 10
const MAX_TAGS = 10
const MAX_TAG_LENGTH = 128
const MAX_METADATA_BYTES = 262_144
const UNSUPPORTED_NAMES = new Set(['__proto__', 'constructor', 'prototype'])
const SCOPED_KEY = /^tr_(dev|stg|prod|preview)_sk_/

/** @type {Readonly<Record<number, string>>} */
const SCOPED_KEY_HINTS = {
  401:
    '; check TRIGGER_SECRET_KEY; a scoped key cannot send jobs of 128 KiB and more, ' +
    "which the environment's own key can",
  403: '; the scoped key in TRIGGER_SECRET_KEY lacks the permission to trigger tasks',
}

/** @typedef {import('../client.js').JobMessage} JobMessage */

/**
 * @param {import('../settings.js').Environment} settings
 * @returns {import('../client.js').JobProvider}
 */
export function createTriggerDevProvider(settings) {
  const keyName =
    ['TRIGGER_SECRET_KEY', 'TRIGGER_ACCESS_TOKEN'].find((name) => settings[name] !== undefined) ?? 'TRIGGER_SECRET_KEY'
  const accessToken = requireSetting(settings, keyName, 'the secret key of your Trigger.dev project')
  checkKeyRecipient(settings, ['TRIGGER_API_URL'], [keyName])
  const baseURL = readAddress(settings, 'TRIGGER_API_URL') ?? 'https://api.trigger.dev'
  const clientConfig = { accessToken, baseURL, previewBranch: readBranch(settings, accessToken) ?? '' }
  const deployment = readDeployment(settings)
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
        const payload = JSON.parse(message.document)
        try {
          const options = { ...deployment, ...toTriggerOptions(message) }
          const run = await tasks.trigger(message.taskId, payload, options, { clientConfig })
          return run.id
        } catch (error) {
          return unsupportedNameError(message.event, payload, error) ?? toJobsError(error, SCOPED_KEY.test(accessToken))
        }
      }
      /** @type {(string | import('../errors.js').JobsError)[]} */
      const outcomes = []
      for (let start = 0; start < messages.length; start += CONCURRENT_REQUESTS) {
        outcomes.push(...(await Promise.all(messages.slice(start, start + CONCURRENT_REQUESTS).map(trigger))))
      }
      return outcomes
    },
  }
}

/**
 * Returns the branch that a key's jobs run on, by the same settings as in Python. The client does not read `.env.local`.
 *
 * @param {import('../settings.js').Environment} settings
 * @param {string} key
 */
function readBranch(settings, key) {
  if (key.startsWith('tr_preview_')) return settings['TRIGGER_PREVIEW_BRANCH'] ?? settings['VERCEL_GIT_COMMIT_REF']
  const branch = key.startsWith('tr_dev_') ? settings['TRIGGER_DEV_BRANCH'] : undefined
  return branch === 'default' ? undefined : branch
}

/**
 * Returns the options that the settings select for all jobs.
 *
 * @param {import('../settings.js').Environment} settings
 * @returns {import('@trigger.dev/sdk').TriggerOptions}
 */
function readDeployment(settings) {
  const names = { version: 'TRIGGER_VERSION', externalDeploymentId: 'TRIGGER_EXTERNAL_DEPLOYMENT_ID' }
  const options = Object.entries(names).map(([option, name]) => [option, settings[name]])
  return Object.fromEntries(options.filter(([, value]) => value !== undefined))
}

async function loadSdk() {
  try {
    return await import('@trigger.dev/sdk')
  } catch (error) {
    throw new ConfigurationError(
      'The Trigger.dev client is not installed; run `npm install @trigger.dev/sdk`',
      COMPONENT,
      { cause: error },
    )
  }
}

/**
 * Converts options to those of the Trigger.dev client, with the tag `tenant:<id>` if Trigger.dev's limits allow it.
 *
 * @param {JobMessage} message
 * @returns {import('@trigger.dev/sdk').TriggerOptions}
 */
function toTriggerOptions({ event, tenantId, options }) {
  const { delay = 0, at, idempotencyKeyTtl, ttl, tags = [], metadata: own, ...unchanged } = options
  const tenantTag = `tenant:${tenantId}`
  const metadata = { ...JSON.parse(JSON.stringify(own ?? {})), cgkHeaders: { 'catalog-version': CATALOG_VERSION } }
  const size = Buffer.byteLength(JSON.stringify(metadata))
  const problems = [
    ...(at !== undefined && at.getTime() <= Date.now() ? ['at is in the past; omit it to run the job at once'] : []),
    ...(Math.abs(delay * 1000 - Math.round(delay * 1000)) > 1e-6 ? ['delay must be whole milliseconds'] : []),
    ...(size > MAX_METADATA_BYTES
      ? [`metadata with the job's headers has ${size} bytes; Trigger.dev accepts at most ${MAX_METADATA_BYTES}`]
      : []),
    ...(own !== undefined && 'cgkHeaders' in own
      ? ["metadata must not contain cgkHeaders, which holds the job's headers"]
      : []),
    ...wholeSecondsProblems({ ttl, idempotencyKeyTtl }),
    ...(tags.length > MAX_TAGS ? [`tags: Trigger.dev accepts at most ${MAX_TAGS}, not ${tags.length}`] : []),
    ...tags.flatMap((tag, index) =>
      tag.length > MAX_TAG_LENGTH ? [`tags[${index}] is longer than ${MAX_TAG_LENGTH} characters`] : [],
    ),
    ...(tags.some((tag) => tag.startsWith('tenant:') && tag !== tenantTag)
      ? ['tags must not contain the tag of another tenant; runs of a tenant are found by "tenant:" and its id']
      : []),
  ]
  if (problems.length > 0) {
    throw new InvalidOptionError(`Event "${event}" was not sent: ${problems.join('; ')}`, COMPONENT)
  }
  const fits = tags.length < MAX_TAGS && tenantTag.length <= MAX_TAG_LENGTH
  return {
    // If a response is lost, the client sends the request again. Without an idempotency key, the job would then run twice.
    idempotencyKey: randomBytes(32).toString('hex'),
    // Trigger.dev has a queue for each key, and takes jobs from all of them in turn.
    ...(EVENTS[event].fairness === 'tenant' ? { concurrencyKey: tenantId } : {}),
    ...unchanged,
    ...(at !== undefined || delay > 0 ? { delay: at ?? formatDelay(delay) } : {}),
    ...(idempotencyKeyTtl === undefined ? {} : { idempotencyKeyTTL: `${idempotencyKeyTtl}s` }),
    ...(ttl === undefined ? {} : { ttl }),
    tags: fits && !tags.includes(tenantTag) ? [...tags, tenantTag] : [...tags],
    metadata,
  }
}

/**
 * Returns whole seconds as a duration, which the server's clock measures, and other delays as the time at which they end.
 *
 * @param {number} seconds
 */
function formatDelay(seconds) {
  return Number.isInteger(seconds) ? `${seconds}s` : new Date(Date.now() + Math.round(seconds * 1000))
}

/** @param {Readonly<Record<string, number | undefined>>} durations */
function wholeSecondsProblems(durations) {
  const isInvalid = (/** @type {number | undefined} */ value) =>
    value !== undefined && !(Number.isInteger(value) && value > 0)
  const invalid = Object.entries(durations).filter(([, value]) => isInvalid(value))
  return invalid.map(([name]) => `${name} must be whole seconds, at least 1`)
}

/**
 * Returns an error that names the field if the Trigger.dev client failed on a name that it regards as an attack.
 *
 * @param {string} event
 * @param {unknown} payload
 * @param {unknown} error
 */
function unsupportedNameError(event, payload, error) {
  if (!(error instanceof TypeError)) return undefined
  /** @type {[string, unknown][]} */
  const queue = [['', payload]]
  for (const [path, value] of queue) {
    if (typeof value !== 'object' || value === null) continue
    for (const [name, inner] of Object.entries(value)) {
      const field = path === '' ? name : `${path}.${name}`
      if (UNSUPPORTED_NAMES.has(name)) {
        const problem = 'has a name that the Trigger.dev client does not send'
        return new InvalidPayloadError(event, [{ field, problem }])
      }
      queue.push([field, inner])
    }
  }
  return undefined
}

/**
 * @param {unknown} error
 * @param {boolean} isScoped
 */
function toJobsError(error, isScoped) {
  if (error instanceof JobsError) return error
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined
  const message = error instanceof Error ? error.message : String(error)
  if (typeof status !== 'number') return new ProviderError(message, COMPONENT, { cause: error })
  const detail = message.startsWith(String(status)) ? message : `${status}: ${message}`
  const hint = isScoped ? (SCOPED_KEY_HINTS[status] ?? '') : ''
  return new ProviderError(`API error ${detail}${hint}`, COMPONENT, { status, cause: error })
}
