import { member, shortString } from '../json.ts'
import { changeOf } from './read-only.ts'

/** What is known of tools by what the server has said of them in its lists. */
export interface Hints {
  /** Why the tool is none that only reads, or that it was not listed yet; undefined when it only reads. */
  changes(tool: string): string | undefined
  /** The same for an element of a list that is just being read. */
  changesIn(listed: unknown): string | undefined
}

/**
 * Remembers which tools only read. A tool that once was none that only reads stays so for the session: what a server says
 * later can take away and give nothing back. Bounded; tools beyond the bound count as not listed.
 */
export class ToolHints implements Hints {
  readonly #changes = new Map<string, string | undefined>()

  changes(tool: string): string | undefined {
    return this.#changes.has(tool) ? this.#changes.get(tool) : UNLISTED
  }

  changesIn(listed: unknown): string | undefined {
    const name = member(listed, 'name')
    if (typeof name !== 'string') return UNLISTED
    return this.#changes.get(name) ?? changeOf(name, member(listed, 'annotations'))
  }

  /** Takes in the result of a `tools/list`. */
  learn(result: unknown): void {
    const tools = member(result, 'tools')
    if (!Array.isArray(tools)) return
    for (const tool of tools) {
      const name = shortString(member(tool, 'name'))
      if (name === undefined) continue
      if (this.#changes.has(name) || this.#changes.size < MOST_TOOLS) {
        this.#changes.set(name, this.changesIn(tool))
      }
    }
  }
}

const UNLISTED =
  'allows only tools that say they change nothing, and this one has not been listed yet: ask for `tools/list` first'
/** Servers with the longest lists have some hundreds. */
const MOST_TOOLS = 10_000
