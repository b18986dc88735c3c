import { Session } from 'node:inspector'

/** Which blocks of one script have run, as V8 counts them (Chrome DevTools Protocol, Profiler, precise coverage). */
export class Coverage {
  readonly #session = new Session()
  readonly #script: string
  readonly #known = new Set<string>()

  /**
   * `script` is a part of the address of the script that counts; load it after this. What is compiled before, V8 counts by the
   * function only, which makes the answers several times smaller.
   */
  constructor(script: string) {
    this.#script = script
    this.#session.connect()
    this.#session.post('Profiler.enable')
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /** Blocks seen so far. */
  get size(): number {
    return this.#known.size
  }

  /** Whether a block has run since the last call that never ran before. Learns of it only if told, so that it can be asked again. */
  isNew({ learn }: { readonly learn: boolean }): boolean {
    const fresh = new Set<string>()
    for (const place of this.#taken()) if (!this.#known.has(place)) fresh.add(place)
    if (learn) for (const place of fresh) this.#known.add(place)
    return fresh.size > 0
  }

  *#taken(): Iterable<string> {
    const found: Taken = { scripts: [] }
    // In the same thread the answer is there before `post` returns (node:inspector, Session).
    this.#session.post('Profiler.takePreciseCoverage', (error, { result }) => {
      if (error !== null) throw error
      found.scripts = result
    })
    for (const { url, functions } of found.scripts) {
      if (!url.includes(this.#script)) continue
      for (const { ranges } of functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          if (count > 0) yield `${startOffset}:${endOffset}`
        }
      }
    }
  }
}

interface Taken {
  scripts: {
    url: string
    functions: { ranges: { startOffset: number; endOffset: number; count: number }[] }[]
  }[]
}
