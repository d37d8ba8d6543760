import { logger } from "@trigger.dev/sdk"

export type Level = "debug" | "info" | "warn" | "error"

type Entry = { level: Level; attributes: Record<string, unknown>; lines: string[]; length: number }

/** Rate limit: number of entries in a burst, and per second afterwards. */
type Rate = { burst: number; perSecond: number }
/** Rate if every entry is exported alone; the exporter drops entries beyond 30 simultaneous exports. */
const ONE_BY_ONE: Rate = { burst: 20, perSecond: 20 }
/** Rate if entries are exported in batches; the exporter drops entries beyond a queue of 512. */
const BATCHED: Rate = { burst: 250, perSecond: 250 }
/** Maximum length of an entry's texts in characters, without line breaks and added attributes; longer text is split. */
const MAX_LENGTH = 131_072

/** Writes to the run's log within the export's rate. Faster output is merged into fewer entries, so no line is lost. */
export class LogQueue {
  private readonly waiting: Entry[] = []
  /** Number of entries that the rate allows now (token bucket). */
  private tokens = 0
  private refilledAt = 0
  private draining: Promise<void> | undefined

  write(level: Level, text: string, attributes: Record<string, unknown>): void {
    // An empty text is one entry too.
    for (let start = 0; start < text.length || start === 0; start += MAX_LENGTH) {
      this.add(level, text.slice(start, start + MAX_LENGTH), attributes)
    }
    this.draining ??= this.drain()
  }

  /** Wait until all entries are written. */
  async flush(): Promise<void> {
    await this.draining
  }

  private add(level: Level, text: string, attributes: Record<string, unknown>): void {
    const isFlood = this.waiting.length >= exportRate().burst
    // Beyond a burst, append to the last entry of the same level.
    const last = isFlood ? this.waiting.filter((entry) => entry.level === level).at(-1) : undefined
    if (last === undefined || last.length + text.length > MAX_LENGTH) {
      this.waiting.push({ level, attributes, lines: [text], length: text.length })
      return
    }
    const hasOwnAttributes = JSON.stringify(attributes) !== JSON.stringify(last.attributes)
    last.lines.push(hasOwnAttributes ? `${text} ${JSON.stringify(attributes)}` : text)
    last.length += text.length
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      this.refill()
      for (; this.tokens >= 1 && this.waiting.length > 0; this.tokens -= 1) {
        const entry = this.waiting.shift()
        if (entry !== undefined) logger[entry.level](entry.lines.join("\n"), entry.attributes)
      }
      await new Promise((resolve) => setTimeout(resolve, this.tokens >= 1 ? 0 : 1_000 / exportRate().perSecond))
    }
    this.draining = undefined
  }

  private refill(): void {
    const now = Date.now()
    const { burst, perSecond } = exportRate()
    this.tokens = Math.min(burst, this.tokens + ((now - this.refilledAt) / 1_000) * perSecond)
    this.refilledAt = now
  }
}

function exportRate(): Rate {
  return process.env["TRIGGER_OTEL_BATCH_PROCESSING_ENABLED"] === "1" ? BATCHED : ONE_BY_ONE
}
