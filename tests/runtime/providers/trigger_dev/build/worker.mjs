// Controls Trigger.dev's own build, indexer and task process over standard input and output, without Trigger.dev's server.
// Commands and answers are one JSON document per line, such as {"number": 1, "command": "build", "folder": "/project"} and
// {"number": 1, "value": ...}; `commands` below lists them all. One process serves several projects.
import { createInterface } from "node:readline"
import { mkdir, rm, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"

const cli = join(dirname(createRequire(import.meta.url).resolve("trigger.dev/package.json")), "dist", "esm")
const importFromCli = (path) => import(pathToFileURL(join(cli, path)).href)
const { loadConfig } = await importFromCli("config.js")
const { buildWorker } = await importFromCli("build/buildWorker.js")
const { bundleWorker, getBundleResultFromBuild } = await importFromCli("build/bundle.js")
const { createBuildContext, notifyExtensionOnBuildStart, resolvePluginsForContext } = await importFromCli("build/extensions.js")
const { indexWorkerManifest } = await importFromCli("indexing/indexWorkerManifest.js")
const { TaskRunProcess } = await importFromCli("executions/taskRunProcess.js")

const send = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)
// Send the progress of Trigger.dev's tools to standard error, because standard output carries the answers.
console.log = console.info = (...parts) => console.error(...parts)

const manifestByFolder = new Map()
const processByName = new Map()

// Builds with the environment variables of the command, and then removes those that it added.
async function build({ folder, target = "dev", environment = {} }) {
  const addedVariables = Object.keys(environment).filter((name) => !(name in process.env))
  Object.assign(process.env, environment)
  process.chdir(folder)
  try {
    return await buildProject(folder, target)
  } finally {
    for (const name of addedVariables) delete process.env[name]
  }
}

async function buildProject(folder, target) {
  const destination = join(folder, ".trigger", "tmp", target)
  await rm(destination, { recursive: true, force: true })
  await mkdir(destination, { recursive: true })
  const resolvedConfig = await loadConfig({ cwd: folder, warn: false })
  const built = await buildWorker({
    target,
    environment: target === "dev" ? "dev" : "prod",
    destination,
    resolvedConfig,
    rewritePaths: target !== "dev",
    plain: true,
    listener: {},
  })
  await writeFile(join(destination, "build.json"), JSON.stringify(built))
  if (target !== "dev") return { destination, build: built.build, image: built.image }
  const manifest = await indexWorkerManifest({
    runtime: built.runtime,
    indexWorkerPath: built.indexWorkerEntryPoint,
    buildManifestPath: join(destination, "build.json"),
    nodeOptions: "",
    env: process.env,
    cwd: folder,
    handleStderr: (text) => process.stderr.write(text),
    handleStdout: () => {},
  })
  await writeFile(join(destination, "index.json"), JSON.stringify(manifest))
  manifestByFolder.set(folder, manifest)
  return { tasks: manifest.tasks, queues: manifest.queues }
}

// Bundles again after each change as `trigger dev` does, which then starts a new worker if the hash of the bundle is new.
const bundleHashes = []
let watcher
async function watch({ folder }) {
  process.chdir(folder)
  const destination = join(folder, ".trigger", "tmp", "watch")
  const resolvedConfig = await loadConfig({ cwd: folder, warn: false })
  const context = createBuildContext("dev", resolvedConfig)
  await notifyExtensionOnBuildStart(context)
  const onEnd = {
    name: "on-end",
    setup: (build) =>
      build.onEnd(async (result) => {
        const bundle = await getBundleResultFromBuild("dev", resolvedConfig.workingDir, resolvedConfig, result)
        bundleHashes.push(bundle.contentHash)
      }),
  }
  const plugins = [...resolvePluginsForContext(context), onEnd]
  const cwd = resolvedConfig.workingDir
  watcher = await bundleWorker({ target: "dev", cwd, destination, watch: true, resolvedConfig, plugins })
  return {}
}

function startTaskProcess(name, folder, environment) {
  const destination = join(folder, ".trigger", "tmp", "dev")
  const taskProcess = new TaskRunProcess({
    workerManifest: manifestByFolder.get(folder),
    env: { ...process.env, ...environment, TRIGGER_WORKER_MANIFEST_PATH: join(destination, "index.json") },
    serverWorker: { id: "worker_1", version: "20260101.1", contentHash: "x", engine: "V2" },
    machineResources: { cpu: 1, memory: 1 },
    cwd: folder,
    gracefulTerminationTimeoutInMs: 1000,
    isWarmStart: false,
  }).initialize()
  processByName.set(name, taskProcess)
  return taskProcess
}

async function run({ folder, process: name = "main", environment, execution, traceContext = {} }) {
  const existing = processByName.get(name)
  const isReused = existing?.isHealthy === true
  const taskProcess = isReused ? existing : startTaskProcess(name, folder, environment)
  try {
    const params = { payload: { execution, traceContext, metrics: [] }, messageId: execution.run.id, env: environment }
    const result = await taskProcess.execute(params, isReused)
    await taskProcess.cleanup(false)
    return { result, pid: taskProcess.pid }
  } catch (error) {
    processByName.delete(name)
    return { failed: { name: error.constructor.name, message: error.message }, pid: taskProcess.pid }
  }
}

const commands = {
  build,
  run,
  watch,
  hashes: async () => bundleHashes,
  unwatch: async () => {
    await watcher.stop()
    return {}
  },
  cancel: async ({ process: name = "main" }) => {
    const taskProcess = processByName.get(name)
    processByName.delete(name)
    await taskProcess.cancel()
    return {}
  },
  kill: async ({ process: name = "main", signal }) => {
    processByName.get(name)?._child?.kill(signal)
    return {}
  },
  resolve: async ({ process: name = "main", waitpoint }) => {
    processByName.get(name).waitpointCompleted(waitpoint)
    return {}
  },
  end: async ({ process: name = "main" }) => {
    const taskProcess = processByName.get(name)
    processByName.delete(name)
    await taskProcess?.cleanup(true)
    return {}
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const { number, command, ...arguments_ } = JSON.parse(line)
  commands[command](arguments_).then(
    (value) => send({ number, value }),
    (error) => send({ number, error: `${error.name}: ${error.message}\n${JSON.stringify(error.importErrors ?? [])}` }),
  )
}
for (const taskProcess of processByName.values()) await taskProcess.cleanup(true)
process.exit(0)
