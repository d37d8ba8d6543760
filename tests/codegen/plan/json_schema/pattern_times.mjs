// Reads {patterns, texts}. Prints the pattern and text that take longest to match, and the CPU time in milliseconds.
import { readFileSync } from 'node:fs'

const { patterns, texts } = JSON.parse(readFileSync(0, 'utf8'))

const slowest = { milliseconds: 0 }
for (const pattern of patterns) {
  for (const flags of ['u', '']) {
    const expression = new RegExp(pattern, flags)
    for (const text of texts) {
      const begin = process.cpuUsage()
      expression.test(text)
      const milliseconds = process.cpuUsage(begin).user / 1000
      if (milliseconds > slowest.milliseconds) {
        Object.assign(slowest, { milliseconds, pattern, text: text.slice(0, 8) })
      }
    }
  }
}
console.log(JSON.stringify(slowest))
