import { comesBack, pointer, SPEAKING } from '../comes-back.ts'
import { isInPage, pagesIn } from '../content/pages.ts'
import type { Rewrite } from '../rewrite.ts'
import { HIDDEN_NOUNS, type HiddenKind } from '../text/hidden.ts'
import { editStrings, type JsonString } from '../text/json-strings.ts'
import { sanitize } from '../text/sanitize.ts'
import { isSuspect } from '../text/suspect.ts'
import type { Notice } from '../verdict.ts'

/**
 * Whatever a server says may be read by a model or a person: in every revision, in extensions, and in members that nobody has
 * thought of yet. So all strings of `params`, `result` and `error` are looked at, keys too, wherever they stand. Only what
 * the client must bring back unaltered is never changed: with hidden characters in it the message is refused. The page of an app that
 * the profile allows is a program, which other characters would break: it passes as it is, and what is in it is told. The id and the
 * method are not text, and what a client says to the server is its own.
 */
export const text: Rewrite = (message, view) => {
  const { from, line, envelope } = message
  const { text: mode, content } = view.policy
  if (from === 'client' || mode === 'off') return undefined
  if (!isSuspect(line, envelope.isPlain, view.isAscii)) return undefined
  const json = Buffer.from(line.buffer, line.byteOffset, line.length).toString('utf8')
  const pages = content.apps === 'allow' ? pagesIn(message.body) : undefined
  const changed = new Tally()
  const passed = new Tally()
  let refused: string | undefined
  const edited = editStrings(json, {
    within: SPEAKING,
    replace: (string) => {
      const sanitized = sanitize(string.value, mode)
      if (sanitized === undefined) return undefined
      const isLeft = mode === 'report' || isInPage(string.path, pages)
      const tally = isLeft ? passed : changed
      tally.add(sanitized.found, string.path)
      if (isLeft) return undefined
      if (comesBack(string)) refused ??= pointer(string.path)
      return sanitized.text
    },
  })
  if (refused !== undefined) {
    return { refused: `\`${refused}\` must come back unaltered, but holds hidden characters` }
  }
  if (changed.isEmpty && passed.isEmpty) return undefined
  const notices = [...changed.notices('made visible'), ...passed.notices('found')]
  return { line: changed.isEmpty ? line : Buffer.from(edited), notices }
}

/** Counts of one message, with the first places of each kind. */
class Tally {
  readonly #kinds = new Map<HiddenKind, { count: number; places: string[] }>()

  get isEmpty(): boolean {
    return this.#kinds.size === 0
  }

  add(found: ReadonlyMap<HiddenKind, number>, path: JsonString['path']): void {
    for (const [kind, count] of found) {
      const entry = this.#kinds.get(kind) ?? { count: 0, places: [] }
      entry.count += count
      if (entry.places.length < MAX_PLACES) entry.places.push(pointer(path))
      this.#kinds.set(kind, entry)
    }
  }

  notices(what: 'made visible' | 'found'): readonly Notice[] {
    return Array.from(this.#kinds, ([kind, { count, places }]) => ({
      code: kind,
      reason: `${what}: ${HIDDEN_NOUNS[kind]}`,
      count,
      places,
    }))
  }
}

const MAX_PLACES = 8
