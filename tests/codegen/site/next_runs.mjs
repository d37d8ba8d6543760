// Reads {scripts, cases: [[cron, zone, followsClock, after, count], ...]} and writes the next runs of each case in
// milliseconds, as the site's scripts compute them.
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

const { scripts, cases } = JSON.parse(readFileSync(0, "utf8"));
for (const script of scripts) runInThisContext(readFileSync(script, "utf8"));
const runs = cases.map(([cron, zone, followsClock, after, count]) =>
  globalThis.cgkNextRuns(cron, zone, followsClock, after, count).map((run) => run.getTime()));
process.stdout.write(JSON.stringify(runs));
