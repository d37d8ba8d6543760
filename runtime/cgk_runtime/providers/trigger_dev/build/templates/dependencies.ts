import { existsSync, readFileSync, statSync } from "node:fs"
import { dirname, join, resolve, sep } from "node:path"

/** What a Python project needs to be installed elsewhere. */
export type Dependencies = {
  kind: "uv" | "requirements"
  /** The folder that holds everything; what is copied keeps its place below it. */
  root: string
  /** The project, and every local package it depends on, wherever it lies. */
  folders: string[]
  /** Lock, requirements and constraints. */
  files: string[]
  /** The requirements file, relative to the project. */
  requirements: string
}

/** Find what a project needs: by its uv.lock or that of its workspace, else by its requirements. */
export function findDependencies(project: string, requirements = "requirements.txt"): Dependencies {
  const lock = findUp(project, "uv.lock")
  if (lock !== undefined) return fromLock(project, lock)
  const file = join(project, requirements)
  if (existsSync(file)) return fromRequirements(project, requirements)
  throw new Error(`python-jobs: ${project} has neither a uv.lock, here or above, nor a ${requirements}`)
}

function fromLock(project: string, lock: string): Dependencies {
  const workspace = dirname(lock)
  const text = readFileSync(lock, "utf8")
  // uv writes the lock: `source = { editable = "packages/shared" }`, relative to it.
  const local = [...text.matchAll(/^source = \{ (?:editable|directory|virtual) = "([^"]*)" \}$/gm)]
  const archives = [...text.matchAll(/^source = \{ path = "([^"]*)" \}$/gm)]
  const members = local.map(([, path = "."]) => resolve(workspace, path))
  const folders = outermost([project, ...members.filter((folder) => folder !== workspace)])
  const files = [lock, join(workspace, "pyproject.toml"), ...archives.map(([, path = "."]) => resolve(workspace, path))]
  const root = commonFolder([workspace, ...folders, ...files.map((file) => dirname(file))])
  return { kind: "uv", root, folders, files: files.filter((file) => existsSync(file)), requirements: "" }
}

function fromRequirements(project: string, requirements: string): Dependencies {
  const folders = [project]
  const files: string[] = []
  const read = (file: string) => {
    if (files.includes(file)) return
    if (!existsSync(file)) throw new Error(`python-jobs: ${file} is named by requirements and is not there`)
    files.push(file)
    for (const line of readFileSync(file, "utf8").split(/\r?\n/)) {
      const included = /^\s*(?:-r|--requirement|-c|--constraint)[\s=]+(\S+)/.exec(line)?.[1]
      if (included !== undefined) read(resolve(dirname(file), included))
      const local = localPath(line)
      if (local === undefined) continue
      // pip and uv read such paths from the folder they run in, which is the project's.
      const path = resolve(project, local)
      const information = statSync(path, { throwIfNoEntry: false })
      if (information === undefined) throw new Error(`python-jobs: ${file} names ${local}, which is not there`)
      if (information.isDirectory()) folders.push(path)
      else files.push(path)
    }
  }
  read(join(project, requirements))
  const kept = outermost(folders)
  const root = commonFolder([...kept, ...files.map((file) => dirname(file))])
  return { kind: "requirements", root, folders: kept, files, requirements }
}

/** The local folder or archive a line of requirements names, if it does. */
function localPath(line: string): string | undefined {
  const bare = line.replace(/\s+#.*$/, "").trim()
  const editable = /^(?:-e|--editable)[\s=]+(.+)$/.exec(bare)?.[1]
  const named = editable ?? /^(?:[\w.-]+(?:\[[^\]]*\])?\s*@\s*)?(.+)$/.exec(bare)?.[1] ?? ""
  const path = named.replace(/^file:(?:\/\/)?/, "").replace(/\[[^\]]*\]$/, "").trim()
  return /^\.{1,2}(\/|$)/.test(path) || (named.startsWith("file:") && path !== "") ? path : undefined
}

function findUp(folder: string, name: string): string | undefined {
  for (let here = folder; ; here = dirname(here)) {
    const file = join(here, name)
    if (existsSync(file)) return file
    if (existsSync(join(here, ".git")) || here === dirname(here)) return undefined
  }
}

/** Leave out what lies below another one. */
function outermost(folders: string[]): string[] {
  const unique = [...new Set(folders)]
  return unique.filter((folder) => !unique.some((other) => other !== folder && folder.startsWith(other + sep)))
}

function commonFolder(folders: string[]): string {
  const [first = sep, ...others] = folders
  let common = first
  while (!others.every((other) => other === common || other.startsWith(common === sep ? sep : common + sep))) {
    common = dirname(common)
  }
  return common
}
