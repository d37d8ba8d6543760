/** Return this worker's variables for Python, without those of Trigger.dev and Node and those with a secret key. */
export function pythonEnvironment(): Record<string, string> {
  const secrets = [process.env["TRIGGER_SECRET_KEY"], process.env["TRIGGER_ACCESS_TOKEN"]].filter(
    (secret) => secret !== undefined && secret !== "",
  )
  const variables: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (value === undefined || name.startsWith("TRIGGER_") || name.startsWith("NODE_")) continue
    if (secrets.some((secret) => secret !== undefined && value.includes(secret))) continue
    variables[name] = value
  }
  return variables
}
