import { logger } from "@trigger.dev/sdk"

export type Level = "debug" | "info" | "warn" | "error"

type Entry = { level: Level; attributes: Record<string, unknown>; lines: string[]; length: number }

/** So many entries are written at once, and then so many a second. */
type Pace = { burst: number; perSecond: number }
/** One export per entry: what goes on beside 30 others is dropped. */
const ONE_BY_ONE: Pace = { burst: 20, perSecond: 20 }
/** Exported in batches, from a queue of 512: what does not fit is dropped. */
const BATCHED: Pace = { burst: 250, perSecond: 250 }
/** How long an entry gets, in characters; longer output becomes several. */
const LONGEST = 131_072

/** Writes to the run's log at the pace its export keeps, and gathers what comes faster, so that no line is lost. */
export class LogQueue {
  private readonly waiting: Entry[] = []
  private tokens = 0
  private refilledAt = 0
  private draining: Promise<void> | undefined

  write(level: Level, text: string, attributes: Record<string, unknown>): void {
    for (let at = 0; at < text.length || at === 0; at += LONGEST) {
      this.add(level, text.slice(at, at + LONGEST), attributes)
    }
    this.draining ??= this.drain()
  }

  /** Wait until everything is written. */
  async written(): Promise<void> {
    await this.draining
  }

  private add(level: Level, text: string, attributes: Record<string, unknown>): void {
    const isFlood = this.waiting.length >= pace().burst
    const last = isFlood ? this.waiting.filter((entry) => entry.level === level).at(-1) : undefined
    if (last === undefined || last.length + text.length > LONGEST) {
      this.waiting.push({ level, attributes, lines: [text], length: text.length })
      return
    }
    const differ = JSON.stringify(attributes) !== JSON.stringify(last.attributes)
    last.lines.push(differ ? `${text} ${JSON.stringify(attributes)}` : text)
    last.length += text.length
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      this.refill()
      for (; this.tokens >= 1 && this.waiting.length > 0; this.tokens -= 1) {
        const entry = this.waiting.shift()
        if (entry !== undefined) logger[entry.level](entry.lines.join("\n"), entry.attributes)
      }
      await new Promise((resolve) => setTimeout(resolve, this.tokens >= 1 ? 0 : 1_000 / pace().perSecond))
    }
    this.draining = undefined
  }

  private refill(): void {
    const now = Date.now()
    const { burst, perSecond } = pace()
    this.tokens = Math.min(burst, this.tokens + ((now - this.refilledAt) / 1_000) * perSecond)
    this.refilledAt = now
  }
}

function pace(): Pace {
  return process.env["TRIGGER_OTEL_BATCH_PROCESSING_ENABLED"] === "1" ? BATCHED : ONE_BY_ONE
}
