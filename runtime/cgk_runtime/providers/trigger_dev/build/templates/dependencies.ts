import { existsSync, readFileSync, statSync } from "node:fs"
import { dirname, join, resolve, sep } from "node:path"

/** Files that the installation of a Python project requires. */
export type Dependencies = {
  kind: "uv" | "requirements"
  /** Common folder of all files; copies keep their relative path. */
  root: string
  /** The project and all local packages that it depends on. */
  folders: string[]
  /** Lock, requirements and constraints files. */
  files: string[]
  /** Requirements file, relative to the project; empty for uv. */
  requirements: string
}

/** Find a project's dependencies in the uv.lock of the project or its workspace, else in its requirements file. */
export function findDependencies(project: string, requirements = "requirements.txt"): Dependencies {
  const lock = findUp(project, "uv.lock")
  if (lock !== undefined) return fromLock(project, lock)
  const file = join(project, requirements)
  if (existsSync(file)) return fromRequirements(project, requirements)
  throw new Error(`python-jobs: no uv.lock in ${project} or above, and no ${requirements} there`)
}

/** Find the folders with a project's own sources: the project, and the local packages that it depends on. */
export function sourceFolders(project: string, requirements?: string): string[] {
  try {
    return findDependencies(project, requirements).folders.filter((folder) => existsSync(folder))
  } catch {
    // A project without complete requirements can be developed, but not deployed.
    return [project]
  }
}

function fromLock(project: string, lock: string): Dependencies {
  const workspace = dirname(lock)
  const text = readFileSync(lock, "utf8")
  // A local package has a line such as `source = { editable = "packages/shared" }`, relative to the lock file.
  const localPackages = [...text.matchAll(/^source = \{ (?:editable|directory|virtual) = "([^"]*)" \}$/gm)]
  const archives = [...text.matchAll(/^source = \{ path = "([^"]*)" \}$/gm)]
  const members = localPackages.map(([, path = "."]) => resolve(workspace, path))
  const folders = outermost([project, ...members.filter((folder) => folder !== workspace)])
  const files = [lock, join(workspace, "pyproject.toml"), ...archives.map(([, path = "."]) => resolve(workspace, path))]
  const root = commonFolder([workspace, ...folders, ...files.map((file) => dirname(file))])
  return { kind: "uv", root, folders, files: files.filter((file) => existsSync(file)), requirements: "" }
}

function fromRequirements(project: string, requirements: string): Dependencies {
  const folders = [project]
  const files: string[] = []
  const readFile = (file: string) => {
    if (files.includes(file)) return
    if (!existsSync(file)) throw new Error(`python-jobs: the requirements include ${file}, which does not exist`)
    files.push(file)
    for (const line of readFileSync(file, "utf8").split(/\r?\n/)) {
      const included = /^\s*(?:-r|--requirement|-c|--constraint)[\s=]+(\S+)/.exec(line)?.[1]
      if (included !== undefined) readFile(resolve(dirname(file), included))
      const local = localPath(line)
      if (local === undefined) continue
      // pip and uv resolve such paths from the working directory, which is the project's folder.
      const path = resolve(project, local)
      const stats = statSync(path, { throwIfNoEntry: false })
      if (stats === undefined) throw new Error(`python-jobs: ${file} requires ${local}, which does not exist`)
      if (stats.isDirectory()) folders.push(path)
      else files.push(path)
    }
  }
  readFile(join(project, requirements))
  const outerFolders = outermost(folders)
  const root = commonFolder([...outerFolders, ...files.map((file) => dirname(file))])
  return { kind: "requirements", root, folders: outerFolders, files, requirements }
}

/** Return the path of the local folder or archive in a line of a requirements file, or undefined. */
function localPath(line: string): string | undefined {
  const requirement = line.replace(/\s+#.*$/, "").trim()
  // `-e PATH`, else `NAME[EXTRAS] @ PATH` or only the path.
  const editable = /^(?:-e|--editable)[\s=]+(.+)$/.exec(requirement)?.[1]
  const location = editable ?? /^(?:[\w.-]+(?:\[[^\]]*\])?\s*@\s*)?(.+)$/.exec(requirement)?.[1] ?? ""
  const path = location.replace(/^file:(?:\/\/)?/, "").replace(/\[[^\]]*\]$/, "").trim()
  // A local path starts with a dot or with `file:`; anything else names a package of an index.
  return /^\.{1,2}(\/|$)/.test(path) || (location.startsWith("file:") && path !== "") ? path : undefined
}

/** Find a file in a folder or its parents, up to the root of the Git repository. */
function findUp(folder: string, name: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    const file = join(current, name)
    if (existsSync(file)) return file
    if (existsSync(join(current, ".git")) || current === dirname(current)) return undefined
  }
}

/** Return the folders that are not inside another one. */
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
