import { existsSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"

import type { BuildContext, BuildExtension } from "@trigger.dev/build"

import { copyPath, digestOf, findPythonSources } from "./files.js"
import { findDependencies, sourceFolders } from "./dependencies.js"
import { project } from "./project.js"
import type { Project } from "./project.js"

export type PythonJobsOptions = {
  /** Python version in the deployed image, such as "3.12"; the project's `requires-python` by default. */
  version?: string
  /** Interpreter in development; by default CGK_PYTHON, the active virtual environment, or the nearest .venv. */
  devPython?: string
  /** Requirements file of a project without uv.lock, relative to the Python project; requirements.txt by default. */
  requirements?: string
  /** Folders and files to leave out of the image, in addition to caches, environments and .env files. */
  exclude?: string[]
  /** Debian packages to install in the image, such as "libpq5". */
  aptPackages?: string[]
  /**
   * Environment variables that the installation needs, such as the password of a private index. Variables of uv and pip
   * are included automatically. They exist only in the build stage, not in a layer of the image.
   */
  buildSecrets?: string[]
}

/** The command uv in the image. */
const UV = "/opt/uv/bin/uv"
/** The project's virtual environment in the image. */
const ENVIRONMENT = "/app/.venv"
/** Folder below /app for all copied files. */
const SOURCES = "python"
/** Variables of uv about indexes, including UV_INDEX_<NAME>_USERNAME and _PASSWORD. */
const INDEX_VARIABLES = /^(UV_INDEX(_.+)?|UV_(EXTRA_INDEX_URL|DEFAULT_INDEX|FIND_LINKS))$/
/** Variables of pip, which uv does not read, and the same ones of uv. UV_DEFAULT_INDEX overrides UV_INDEX_URL. */
const PIP_VARIABLES = { PIP_INDEX_URL: "UV_INDEX_URL", PIP_EXTRA_INDEX_URL: "UV_EXTRA_INDEX_URL" }

/** Build extension that provides Python: the project's environment in development, a new one in the deployed image. */
export function pythonJobs(options: PythonJobsOptions = {}): BuildExtension {
  return {
    name: "python-jobs",
    onBuildStart(context) {
      const root = resolve(context.workingDir, project.directory)
      const isDev = context.target === "dev"
      if (!isDev) {
        // Called only for their errors, which fail the build here, but not in onBuildComplete.
        findDependencies(root, options.requirements)
        readInstallSecrets(options)
      }
      const command = isDev ? findPython(root, options.devPython) : `${ENVIRONMENT}/bin/python`
      const directory = isDev ? root : folderInImage(root, options)
      context.registerPlugin({
        name: "python-jobs",
        setup(build) {
          build.onLoad({ filter: /[\\/]cgk[\\/]project\.ts$/ }, () => {
            if (!isDev) return projectModule({ command, directory })
            const { files, folders } = findPythonSources(sourceFolders(root, options.requirements), options.exclude)
            const sources = digestOf(files)
            return { ...projectModule({ command, directory, sources }), watchFiles: files, watchDirs: folders }
          })
        },
      })
    },
    onBuildComplete(context, manifest) {
      if (context.target === "dev") return
      try {
        addPythonLayer(context, manifest.outputPath, options)
      } catch (error) {
        // An error thrown here is only logged, so let the image build fail instead.
        const text = error instanceof Error ? error.message : String(error)
        context.addLayer({ id: "python-jobs", commands: [`echo ${shellQuote(`python-jobs: ${text}`)} >&2; exit 1`] })
      }
    },
  }
}

function projectModule(python: NonNullable<Project["python"]>) {
  const contents = `export const project = ${JSON.stringify({ ...project, python } satisfies Project)}`
  return { contents, loader: "ts" as const }
}

function addPythonLayer(context: BuildContext, outputPath: string, options: PythonJobsOptions): void {
  const root = resolve(context.workingDir, project.directory)
  const dependencies = findDependencies(root, options.requirements)
  for (const folder of dependencies.folders) {
    copyPath(folder, join(outputPath, SOURCES, relative(dependencies.root, folder)), options.exclude)
  }
  for (const file of dependencies.files) {
    copyPath(file, join(outputPath, SOURCES, relative(dependencies.root, file)))
  }
  const folder = folderInImage(root, options)
  const apt = ["ca-certificates", "git", "python3", "python3-venv", ...(options.aptPackages ?? [])].join(" ")
  context.addLayer({
    id: "python-jobs",
    image: {
      // Packages are installed by an instruction, because `pkgs` would be installed after all instructions.
      instructions: [
        `RUN apt-get update && apt-get install -y --no-install-recommends ${apt} && rm -rf /var/lib/apt/lists/*`,
        `RUN python3 -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir "uv>=0.9,<1"`,
        "ENV UV_PYTHON_INSTALL_DIR=/app/.python UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1",
      ],
    },
    build: { env: readInstallSecrets(options) },
    commands: installCommands(dependencies.kind, folder, dependencies.requirements, options.version),
  })
}

/** Return the commands of the build stage. Its folder /app is then copied to the image. */
function installCommands(kind: "uv" | "requirements", folder: string, file: string, version?: string): string[] {
  const python = version === undefined ? "" : ` --python ${shellQuote(version)}`
  if (kind === "uv") {
    const sync = `${UV} sync --no-cache --frozen --no-dev --no-editable${python}`
    return [`cd ${shellQuote(folder)} && UV_PROJECT_ENVIRONMENT=${ENVIRONMENT} ${sync}`]
  }
  return [
    `${UV} venv --no-cache${python} ${ENVIRONMENT}`,
    `cd ${shellQuote(folder)} && ${UV} pip install --no-cache --python ${ENVIRONMENT}/bin/python -r ${shellQuote(file)}`,
  ]
}

/** Return the folder of the project in the image. */
function folderInImage(root: string, options: PythonJobsOptions): string {
  return join("/app", SOURCES, relative(findDependencies(root, options.requirements).root, root))
}

/** Return the environment variables that the installation needs. */
function readInstallSecrets(options: PythonJobsOptions): Record<string, string> {
  const secrets: Record<string, string> = {}
  for (const [name, nameInUv] of Object.entries(PIP_VARIABLES)) {
    const value = process.env[name]
    if (value !== undefined) secrets[nameInUv] = value
  }
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && INDEX_VARIABLES.test(name)) secrets[name] = value
  }
  const missing: string[] = []
  for (const name of options.buildSecrets ?? []) {
    const value = process.env[name]
    if (value === undefined || value === "") missing.push(name)
    else secrets[name] = value
  }
  if (missing.length > 0) {
    throw new Error(`python-jobs: set ${missing.join(", ")}, which buildSecrets requires`)
  }
  return secrets
}

/** Find the interpreter in development: the configured one, else that of the active or nearest virtual environment. */
function findPython(root: string, devPython: string | undefined): string {
  const configured = devPython ?? process.env["CGK_PYTHON"]
  if (configured !== undefined) {
    const python = resolve(root, configured)
    if (existsSync(python)) return python
    throw new Error(`python-jobs: no Python at ${python}`)
  }
  const active = process.env["VIRTUAL_ENV"]
  const environments = active === undefined ? [] : [active]
  for (let folder = root; ; folder = dirname(folder)) {
    environments.push(join(folder, ".venv"))
    if (folder === dirname(folder)) break
  }
  const python = environments.map((folder) => join(folder, "bin", "python")).find((file) => existsSync(file))
  if (python !== undefined) return python
  throw new Error(`python-jobs: no Python for ${root}; create a virtual environment there, or set CGK_PYTHON`)
}

function shellQuote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
