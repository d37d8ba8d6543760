import { existsSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"

import type { BuildContext, BuildExtension } from "@trigger.dev/build"

import { copyFolder, pythonFiles } from "./files.js"
import { findDependencies } from "./dependencies.js"
import { project } from "./project.js"

export type PythonJobsOptions = {
  /** The version of Python in the deployed image, such as "3.12"; otherwise what the project's `requires-python` says. */
  version?: string
  /** The interpreter in development; otherwise CGK_PYTHON, the active virtual environment, or the nearest .venv. */
  devPython?: string
  /** A requirements file, relative to the Python project, where there is no uv.lock; requirements.txt otherwise. */
  requirements?: string
  /** Names of folders and files that are not copied into the image, beside caches, environments and .env files. */
  exclude?: string[]
  /** Packages of Debian the project needs in the image, such as "libpq5". */
  aptPackages?: string[]
  /**
   * Environment variables of the machine that deploys which the installation needs, such as the password of a private
   * index. Those of uv and pip are found by themselves. They are there while packages are installed, in a stage of the
   * build that is thrown away, and in no layer of the image.
   */
  buildSecrets?: string[]
}

const UV = "/opt/uv/bin/uv"
const ENVIRONMENT = "/app/.venv"
/** The folder below /app that has everything that is copied. */
const SOURCES = "python"
/** What uv and pip read about indexes; UV_INDEX_<NAME>_USERNAME and _PASSWORD among them. */
const INDEX_VARIABLES = /^(UV_INDEX(_.+)?|UV_(EXTRA_INDEX_URL|DEFAULT_INDEX|FIND_LINKS)|PIP_(EXTRA_)?INDEX_URL)$/

/** Python for the handlers: the project's own environment in development, one of its own in the deployed image. */
export function pythonJobs(options: PythonJobsOptions = {}): BuildExtension {
  return {
    name: "python-jobs",
    // Here and not on completion: only what fails here fails the build.
    onBuildStart(context) {
      const root = resolve(context.workingDir, project.directory)
      const isDev = context.target === "dev"
      if (!isDev) {
        findDependencies(root, options.requirements)
        secretsOf(options)
      }
      const command = isDev ? findPython(root, options.devPython) : `${ENVIRONMENT}/bin/python`
      const directory = isDev ? root : inImage(root, options)
      context.registerPlugin({
        name: "python-jobs",
        setup(build) {
          build.onLoad({ filter: /[\\/]cgk[\\/]project\.ts$/ }, () => ({
            contents: `export const project = ${JSON.stringify({ ...project, python: { command, directory } })}`,
            loader: "ts",
            // A saved Python file makes a new worker, and so a new Python process.
            ...(isDev ? { watchFiles: pythonFiles(root, options.exclude) } : {}),
          }))
        },
      })
    },
    onBuildComplete(context, manifest) {
      if (context.target === "dev") return
      try {
        install(context, manifest.outputPath, options)
      } catch (error) {
        // What is thrown here is only logged, and an image without Python would be deployed.
        const text = error instanceof Error ? error.message : String(error)
        context.addLayer({ id: "python-jobs", commands: [`echo ${quoted(`python-jobs: ${text}`)} >&2; exit 1`] })
      }
    },
  }
}

function install(context: BuildContext, outputPath: string, options: PythonJobsOptions): void {
  const root = resolve(context.workingDir, project.directory)
  const dependencies = findDependencies(root, options.requirements)
  for (const folder of dependencies.folders) {
    copyFolder(folder, join(outputPath, SOURCES, relative(dependencies.root, folder)), options.exclude)
  }
  for (const file of dependencies.files) {
    copyFolder(file, join(outputPath, SOURCES, relative(dependencies.root, file)))
  }
  const home = inImage(root, options)
  const apt = ["ca-certificates", "git", "python3", "python3-venv", ...(options.aptPackages ?? [])].join(" ")
  context.addLayer({
    id: "python-jobs",
    image: {
      // An instruction, not `pkgs`: those are installed after all instructions.
      instructions: [
        `RUN apt-get update && apt-get install -y --no-install-recommends ${apt} && rm -rf /var/lib/apt/lists/*`,
        `RUN python3 -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir "uv>=0.9,<1"`,
        "ENV UV_PYTHON_INSTALL_DIR=/app/.python UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1",
      ],
    },
    build: { env: secretsOf(options) },
    commands: installCommands(dependencies.kind, home, dependencies.requirements, options.version),
  })
}

/** The commands of the build stage; its /app becomes the image's. */
function installCommands(kind: "uv" | "requirements", home: string, file: string, version?: string): string[] {
  const python = version === undefined ? "" : ` --python ${quoted(version)}`
  const cache = "--no-cache"
  if (kind === "uv") {
    const sync = `${UV} sync ${cache} --frozen --no-dev --no-editable${python}`
    return [`cd ${quoted(home)} && UV_PROJECT_ENVIRONMENT=${ENVIRONMENT} ${sync}`]
  }
  return [
    `${UV} venv ${cache}${python} ${ENVIRONMENT}`,
    `cd ${quoted(home)} && ${UV} pip install ${cache} --python ${ENVIRONMENT}/bin/python -r ${quoted(file)}`,
  ]
}

/** Where the project lies in the image. */
function inImage(root: string, options: PythonJobsOptions): string {
  return join("/app", SOURCES, relative(findDependencies(root, options.requirements).root, root))
}

function secretsOf(options: PythonJobsOptions): Record<string, string> {
  const secrets: Record<string, string> = {}
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
    throw new Error(`python-jobs: buildSecrets names ${missing.join(", ")}, which the environment has not`)
  }
  return secrets
}

function findPython(root: string, given: string | undefined): string {
  const chosen = given ?? process.env["CGK_PYTHON"]
  const active = process.env["VIRTUAL_ENV"]
  const candidates = chosen !== undefined ? [resolve(root, chosen)] : []
  if (chosen === undefined) {
    for (let folder = root; ; folder = dirname(folder)) {
      candidates.push(join(folder, ".venv", "bin", "python"))
      if (folder === dirname(folder)) break
    }
    if (active !== undefined) candidates.unshift(join(active, "bin", "python"))
  }
  const found = candidates.find((candidate) => existsSync(candidate))
  if (found !== undefined) return found
  throw new Error(
    chosen !== undefined
      ? `python-jobs: there is no Python at ${candidates[0] ?? chosen}`
      : `python-jobs: no Python for ${root}; make a virtual environment there, or set CGK_PYTHON`,
  )
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
