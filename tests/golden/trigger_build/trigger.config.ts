import { defineConfig } from "@trigger.dev/sdk"

import { pythonJobs } from "./src/trigger/cgk/extension.js"

export default defineConfig({
  // Project ref, from the project's settings in the dashboard.
  project: process.env["TRIGGER_PROJECT_REF"] ?? "",
  dirs: ["./src/trigger"],
  runtime: "node-22",
  // Longest compute time of a run in seconds; a task's own maxDuration takes precedence.
  maxDuration: 3600,
  retries: { enabledInDev: true },
  // Keep the worker and its Python process for the next run, which then starts faster.
  processKeepAlive: { enabled: true, maxExecutionsPerProcess: 100 },
  build: { extensions: [pythonJobs()] },
})
