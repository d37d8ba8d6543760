import { copyFileSync, mkdirSync, readdirSync, statSync } from "node:fs"
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
export function copyFolder(source: string, destination: string, exclude: string[] = []): void {
  const information = statSync(source, { throwIfNoEntry: false })
  if (information === undefined) return
  if (!information.isDirectory()) {
    mkdirSync(dirname(destination), { recursive: true })
    copyFileSync(source, destination)
    return
  }
  for (const name of readdirSync(source)) {
    if (isExcluded(name, exclude)) continue
    copyFolder(join(source, name), join(destination, name), exclude)
  }
}

/** Find the Python files below a folder. */
export function pythonFiles(folder: string, exclude: string[] = []): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (isExcluded(entry.name, exclude)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return pythonFiles(path, exclude)
    return entry.name.endsWith(".py") ? [path] : []
  })
}

function isExcluded(name: string, exclude: string[]): boolean {
  return NEVER_COPIED.has(name) || exclude.includes(name) || name.endsWith(".pyc") || /^\.env(\.|$)/.test(name)
}
