import { defineConfig } from "@trigger.dev/sdk"

import { pythonJobs } from "./src/trigger/cgk/extension.js"

export default defineConfig({
  // The project ref, from the project's settings in the dashboard.
  project: process.env["TRIGGER_PROJECT_REF"] ?? "",
  dirs: ["./src/trigger"],
  runtime: "node-22",
  // Maximum computing time of a run in seconds; a handler's max_duration overrides it.
  maxDuration: 3600,
  // Keep the worker and its Python process for the next run, which then starts faster.
  processKeepAlive: { enabled: true, maxExecutionsPerProcess: 100 },
  retries: { enabledInDev: true },
  build: { extensions: [pythonJobs()] },
})
