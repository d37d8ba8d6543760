// Sends to the null server with the official client and prints the CPU seconds of this process.
import { configure, tasks } from "@trigger.dev/sdk"

const [url, sends, payload, atATime, warm] = JSON.parse(process.argv[2])
configure({ baseURL: url, accessToken: "tr_prod_TESTKEY000000000000000000" })

const many = async (count) => {
  for (let at = 0; at < count; at++) await tasks.trigger("order-created", payload, { tags: ["tenant:rawdog"] })
}
const all = (count) => Promise.all(Array.from({ length: atATime }, () => many(Math.floor(count / atATime))))
await all(warm)
const began = process.cpuUsage()
await all(sends)
const { user, system } = process.cpuUsage(began)
console.log((user + system) / 1e6)
process.exit(0)
