import { defineConfig } from "@trigger.dev/sdk"

import { pythonJobs } from "./src/trigger/cgk/extension.js"

export default defineConfig({
  // The project's ref, from its settings in the dashboard.
  project: process.env["TRIGGER_PROJECT_REF"] ?? "",
  dirs: ["./src/trigger"],
  runtime: "node-22",
  // Seconds a run may compute; a handler's max_duration wins.
  maxDuration: 3600,
  // The worker and its Python process stay for the next run, which need not start them again.
  processKeepAlive: { enabled: true, maxExecutionsPerProcess: 100 },
  retries: { enabledInDev: true },
  build: { extensions: [pythonJobs()] },
})
