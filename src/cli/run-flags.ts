/** What can be said about a run besides its profile and its command. */
export interface RunFlags {
  readonly role?: string
  readonly logFile?: string
}

/** The flags that words begin with, and what follows them. */
export interface TakenFlags {
  readonly flags: RunFlags
  readonly rest: readonly string[]
  /** A flag whose value is missing: the first of `rest`. */
  readonly isCut: boolean
}

/**
 * Takes the flags of `run` from the beginning of the words, as `--name value` or `--name=value`. Of one that is given twice the last holds.
 * A value that looks like a flag is none: it would more often be a forgotten value than a name.
 */
export function takeFlags(words: readonly string[]): TakenFlags {
  let flags: RunFlags = {}
  let at = 0
  for (let word = words[at]; word !== undefined; word = words[at]) {
    const [, name = '', own] = /^(--[a-z-]+)(?:=(.*))?$/s.exec(word) ?? []
    const key = NAMES.get(name)
    if (key === undefined) break
    const value = own ?? words[at + 1]
    if (value === undefined || (own === undefined && value.startsWith('-')))
      return { flags, rest: words.slice(at), isCut: true }
    flags = { ...flags, [key]: value }
    at += own === undefined ? 2 : 1
  }
  return { flags, rest: words.slice(at), isCut: false }
}

const NAMES: ReadonlyMap<string, keyof RunFlags> = new Map([
  ['--role', 'role'],
  ['--log-file', 'logFile'],
])
