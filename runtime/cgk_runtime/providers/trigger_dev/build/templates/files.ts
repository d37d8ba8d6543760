import { createHash } from "node:crypto"
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs"
import { dirname, join } from "node:path"

/** Names of caches and environments, which are never copied into the image. */
const NEVER_COPIED = new Set([
  ".git",
  ".mypy_cache",
  ".pytest_cache",
  ".ruff_cache",
  ".tox",
  ".trigger",
  ".venv",
  "__pycache__",
  "node_modules",
  "venv",
])

/** Copy a file or folder without caches, environments, .env files and excluded names. */
export function copyPath(source: string, destination: string, exclude: string[] = []): void {
  const stats = statSync(source, { throwIfNoEntry: false })
  if (stats === undefined) return
  if (!stats.isDirectory()) {
    mkdirSync(dirname(destination), { recursive: true })
    copyFileSync(source, destination)
    return
  }
  for (const name of readdirSync(source)) {
    if (isExcluded(name, exclude)) continue
    copyPath(join(source, name), join(destination, name), exclude)
  }
}

/** Python files below some folders, and the folders that directly contain them. */
export type PythonSources = { files: string[]; folders: string[] }

/** Find the Python files below some folders. */
export function findPythonSources(roots: string[], exclude: string[] = []): PythonSources {
  const sources: PythonSources = { files: [], folders: [] }
  for (const folder of roots) {
    const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !isExcluded(name, exclude))
    // This file marks a virtual environment, whatever its folder is called.
    if (entries.some(({ name }) => name === "pyvenv.cfg")) continue
    // Hidden files are left out, because editors keep some next to an edited file.
    const files = entries.filter((entry) => !entry.isDirectory() && /^[^.].*\.py$/.test(entry.name))
    sources.files.push(...files.map(({ name }) => join(folder, name)))
    if (files.length > 0) sources.folders.push(folder)
    const subfolders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))
    const inner = findPythonSources(subfolders, exclude)
    sources.files.push(...inner.files)
    sources.folders.push(...inner.folders)
  }
  return sources
}

/** Return the digest of the paths and contents of files. */
export function digestOf(files: string[]): string {
  const digest = createHash("sha256")
  for (const file of [...files].sort()) {
    // A file can be missing while an editor replaces it; the next change computes the digest again.
    const content = statSync(file, { throwIfNoEntry: false }) === undefined ? "" : readFileSync(file)
    digest.update(`${file}\0`).update(createHash("sha256").update(content).digest())
  }
  return digest.digest("hex")
}

function isExcluded(name: string, exclude: string[]): boolean {
  return NEVER_COPIED.has(name) || exclude.includes(name) || name.endsWith(".pyc") || /^\.env(\.|$)/.test(name)
}
