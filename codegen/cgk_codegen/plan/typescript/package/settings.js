import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { cwd, env, geteuid } from 'node:process'
import { ConfigurationError, NotConfiguredError } from './errors.js'

/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

// The regular expression of npm's `dotenv`, because `npx trigger dev` reads the same file. The Python package has the same
// grammar.
const ASSIGNMENT =
  /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/gm

/** @type {WeakMap<Environment, ReadonlySet<string>>} */
const namesFromFile = new WeakMap()

/**
 * Reads the environment and the nearest `.env.local`. The environment takes precedence; blank values are ignored.
 *
 * @param {Environment} [environment]
 * @param {string} [directory]
 * @returns {Environment}
 */
export function readSettings(environment = env, directory = cwd()) {
  const file = findFile('.env.local', directory)
  const fromFile = file === undefined ? {} : parseEnvironmentFile(readUtf8(file))
  const trimmed = Object.entries({ ...fromFile, ...environment }).map(([name, value]) => [name, value?.trim() ?? ''])
  /** @type {Environment} */
  const settings = Object.fromEntries(trimmed.filter(([, value]) => value !== ''))
  namesFromFile.set(settings, new Set(Object.keys(fromFile).filter((name) => environment[name] === undefined)))
  return settings
}

/**
 * Throws if an address of `.env.local` would receive a key of the environment.
 *
 * @param {Environment} settings
 * @param {readonly string[]} addresses
 * @param {readonly string[]} keys
 */
export function checkKeyRecipient(settings, addresses, keys) {
  const isFromFile = (/** @type {string} */ name) => namesFromFile.get(settings)?.has(name) === true
  const address = addresses.find((name) => settings[name] !== undefined && isFromFile(name))
  const key = keys.find((name) => settings[name] !== undefined && !isFromFile(name))
  if (address === undefined || key === undefined) return
  throw new ConfigurationError(
    `${address} in .env.local would receive ${key} of the environment; set both in the same place`,
  )
}

/**
 * Parses an environment file. The last assignment of a name counts; other lines are ignored.
 *
 * @param {string} text
 * @returns {Record<string, string>}
 */
export function parseEnvironmentFile(text) {
  /** @type {Map<string, string>} */
  const values = new Map()
  for (const [, name = '', written = ''] of text.replace(/\r\n?/g, '\n').matchAll(ASSIGNMENT)) {
    const trimmed = written.trim()
    const value = trimmed.replace(/^(['"`])([\s\S]*)\1$/gm, '$2')
    values.set(name, trimmed.startsWith('"') ? value.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : value)
  }
  return Object.fromEntries(values)
}

/** @param {string} file */
function readUtf8(file) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file))
  } catch (error) {
    const reason = error instanceof TypeError ? 'it is not UTF-8; save it as UTF-8' : String(error)
    throw new ConfigurationError(`Cannot read ${file}: ${reason}`, undefined, { cause: error })
  }
}

/**
 * Returns the nearest file of a name, in a folder or its parents up to the root of its Git repository. Files of other
 * users are refused: they may have planted one in a parent folder that they can write to.
 *
 * @param {string} name
 * @param {string} directory
 */
export function findFile(name, directory) {
  const file = foldersOfProject(directory)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path))
  if (file !== undefined && isOfAnotherUser(file, directory)) {
    throw new ConfigurationError(
      `${file} belongs to another user, so it is not read; delete it, or make it yours with \`chown\``,
    )
  }
  return file
}

/**
 * Returns whether a file, or the link to it, belongs to another user than this one, root or the directory's owner.
 *
 * @param {string} path
 * @param {string} directory
 */
function isOfAnotherUser(path, directory) {
  if (geteuid === undefined) return false
  const trusted = new Set([geteuid(), 0, existsSync(directory) ? statSync(directory).uid : 0])
  return !trusted.has(lstatSync(path).uid) || !trusted.has(statSync(path).uid)
}

/**
 * Returns a folder and its parents up to the root of the Git repository. Outside of a repository, returns only the folder.
 *
 * @param {string} directory
 */
function foldersOfProject(directory) {
  const folders = [resolve(directory)]
  for (let folder = folders[0] ?? directory; dirname(folder) !== folder; folder = dirname(folder)) {
    const marker = join(folder, '.git')
    if (existsSync(marker) && !isOfAnotherUser(folder, directory) && !isOfAnotherUser(marker, directory)) return folders
    folders.push(dirname(folder))
  }
  return folders.slice(0, 1)
}

/**
 * Returns the configured provider: JOBS_PROVIDER, else the provider whose key is set.
 *
 * @param {Environment} settings
 */
export function providerName(settings) {
  const chosen = settings['JOBS_PROVIDER']
  if (chosen !== undefined) return chosen
  if (settings['TRIGGER_SECRET_KEY'] !== undefined) return 'trigger.dev'
  if (settings['INNGEST_EVENT_KEY'] !== undefined) return 'inngest'
  throw new NotConfiguredError()
}

/**
 * Returns a required setting.
 *
 * @param {Environment} settings
 * @param {string} name
 * @param {string} purpose
 */
export function requireSetting(settings, name, purpose) {
  const value = settings[name]
  if (value === undefined) throw new ConfigurationError(`${name} is not set; it is ${purpose}`)
  return value
}

/**
 * Returns a setting that holds a server's address, or undefined if it is not set.
 *
 * @param {Environment} settings
 * @param {string} name
 * @param {string} [alternatives] Other values of the setting, for the error.
 */
export function readAddress(settings, name, alternatives = '') {
  const value = settings[name]
  if (value === undefined) return undefined
  if (/^https?:\/\/[^/@?#]+(\/[^?#]*)?$/i.test(value) && URL.canParse(value)) return value.replace(/\/+$/, '')
  throw new ConfigurationError(
    `${name} must be ${alternatives}an address that starts with http:// or https://, without user, query or fragment`,
  )
}
