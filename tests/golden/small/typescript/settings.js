// Generated from the event catalog by cgk-codegen; edit events.yaml and run `make generate` instead.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { cwd, env } from 'node:process'
import { parseEnv } from 'node:util'
import { ConfigurationError, NotConfiguredError } from './errors.js'

/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

/**
 * Reads the environment and the nearest `.env.local`. The environment takes precedence; blank values are ignored.
 *
 * @param {Environment} [environment]
 * @param {string} [directory]
 * @returns {Environment}
 */
export function readSettings(environment = env, directory = cwd()) {
  const file = foldersOfProject(directory)
    .map((folder) => join(folder, '.env.local'))
    .find((path) => existsSync(path))
  const fromFile = file === undefined ? {} : parseEnv(readFileSync(file, 'utf8'))
  const trimmed = Object.entries({ ...fromFile, ...environment }).map(([name, value]) => [name, value?.trim() ?? ''])
  return Object.fromEntries(trimmed.filter(([, value]) => value !== ''))
}

/**
 * Returns a folder and its parents up to the root of the Git repository; only the folder outside of a repository.
 *
 * @param {string} directory
 */
export function foldersOfProject(directory) {
  const folders = [resolve(directory)]
  for (let folder = folders[0] ?? directory; dirname(folder) !== folder; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folders
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
export function required(settings, name, purpose) {
  const value = settings[name]
  if (value === undefined) throw new ConfigurationError(`${name} is not set; it is ${purpose}`)
  return value
}

/**
 * Returns a setting that holds a server's address, or undefined if it is not set.
 *
 * @param {Environment} settings
 * @param {string} name
 */
export function address(settings, name) {
  const value = settings[name]
  if (value === undefined) return undefined
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return value.replace(/\/+$/, '')
  throw new ConfigurationError(`${name} must be an address that starts with http:// or https://, not ${value}`)
}
