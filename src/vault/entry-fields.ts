import type { Entry, Release } from './entry.ts'
import { integer, list, object, type Read, text, word } from './fields.ts'
import { LIMITS } from './limits.ts'

/** Whether `${vault:NAME}` can name it. */
export function isEntryName(name: string): boolean {
  return NAME.test(name)
}

/** How many approved first uses an entry keeps. */
export const MOST_RELEASES: number = LIMITS.releases

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_./-]{0,127}$/
const readTime = integer(0, Number.MAX_SAFE_INTEGER)
const readWord = text(1, LIMITS.wordLength)

/** The readers of the members of an entry. */
export const ENTRY_FIELDS: { readonly [K in keyof Entry]-?: Read<NonNullable<Entry[K]>> } = {
  name: text(1, 128, NAME),
  created: readTime,
  rotated: readTime,
  rotateAfterDays: integer(0, LIMITS.rotateAfterDays),
  scopes: list(readWord, 0, LIMITS.scopes),
  classification: word('public', 'internal', 'confidential'),
  rotateCommand: list(readWord, 1, LIMITS.commandWords),
  releases: list(object<Release>({ profile: readWord, program: readWord }), 0, LIMITS.releases),
  kind: word('secret', 'totp'),
}
