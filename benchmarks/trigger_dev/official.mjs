// Sends to the null server with the official client and prints the CPU seconds of this process. Run by run.py.
import { configure, tasks } from "@trigger.dev/sdk"

const [url, sends, payload, concurrentSends, warmUpSends] = JSON.parse(process.argv[2])
configure({ baseURL: url, accessToken: "tr_prod_TESTKEY000000000000000000" })

const sendMany = async (count) => {
  for (let sent = 0; sent < count; sent++) await tasks.trigger("order-created", payload, { tags: ["tenant:rawdog"] })
}
const sendAll = (count) => Promise.all(Array.from({ length: concurrentSends }, () => sendMany(Math.floor(count / concurrentSends))))
await sendAll(warmUpSends)
const usageAtStart = process.cpuUsage()
await sendAll(sends)
const { user, system } = process.cpuUsage(usageAtStart)
console.log((user + system) / 1e6)
process.exit(0)
