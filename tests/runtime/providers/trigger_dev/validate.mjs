// Validates request bodies with the server's own schemas: reads a list of [schema, body], prints each error or null.
// Keys that a schema would strip are errors, because the server would not see them.
import * as schemas from "@trigger.dev/core/v3/schemas"
import { readFileSync } from "node:fs"
import { isDeepStrictEqual } from "node:util"

const findError = ([name, body]) => {
  const { success, data, error } = schemas[name].safeParse(body)
  if (!success) return error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")
  return isDeepStrictEqual(data, body) ? null : `the server reads ${JSON.stringify(data)}`
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(findError)))
