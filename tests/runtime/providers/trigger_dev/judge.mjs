// The server's own schemas judge what is sent: input is a list of [schema, body], output what is wrong with each, or null.
// A key that the schema would strip is a fault, for the server would never see it.
import * as schemas from "@trigger.dev/core/v3/schemas"
import { readFileSync } from "node:fs"
import { isDeepStrictEqual } from "node:util"

const verdict = ([name, body]) => {
  const { success, data, error } = schemas[name].safeParse(body)
  if (!success) return error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")
  return isDeepStrictEqual(data, body) ? null : `it becomes ${JSON.stringify(data)}`
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(verdict)))
