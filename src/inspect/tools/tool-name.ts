import { escape, late } from '../../base/index.ts'

/**
 * Why a tool cannot be called by this name, as a clause that follows "its name"; undefined when it can. Names should have 1 to 128
 * characters out of `A-Za-z0-9_-.` (MCP 2025-11-25, SEP-986). What real servers use beyond that passes, other scripts too, as long as
 * nobody can take it for another name.
 */
export function toolNameFault(name: unknown): string | undefined {
  if (typeof name !== 'string' || name === '') return 'is empty'
  if (name.length > MOST_UNITS) return `is longer than ${MOST_UNITS} characters`
  if (PLAIN.test(name)) return undefined
  if (escape(name) !== name || HIDDEN().test(name)) return 'has hidden characters'
  if (name.trim() !== name) return 'begins or ends with a space'
  if (name.normalize('NFKC') !== name) return 'has characters that stand for plainer ones'
  if (MIXABLE.filter((script) => script.test(name)).length > 1) {
    return 'mixes letters of scripts that look alike'
  }
  return undefined
}

const MOST_UNITS = 128
const PLAIN = /^[A-Za-z0-9_.-]+$/

/** Unicode's Default_Ignorable_Code_Point, tabs, and marks that overlay what stands before them. */
const HIDDEN = late(() => /[\t\p{DI}\u{0334}-\u{0338}]/u)

/** Scripts that UTS #39 finds whole words of in each other. */
const MIXABLE = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u]
