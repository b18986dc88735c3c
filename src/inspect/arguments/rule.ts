import type { ArgumentRule } from '../../policy/index.ts'

export type { ArgumentRule, AttachedRule, SqlClass } from '../../policy/index.ts'

/** Here its places are absolute: see `absoluteRules`. */
export type PathRule = Extract<ArgumentRule, { readonly kind: 'path' }>
export type SqlRule = Extract<ArgumentRule, { readonly kind: 'sql' }>
export type UrlRule = Extract<ArgumentRule, { readonly kind: 'url' }>

/** Steps of some 25 ns that are left for all searches in one message. */
export interface Effort {
  left: number
}

/** What one message is held against the rules with. */
export interface Means {
  readonly ports: ArgumentPorts
  readonly effort: Effort
}

/** What the rules need of the machine. */
export interface ArgumentPorts {
  /**
   * Where the launcher finds a path: the real path of the longest part that exists, and the rest as it is. A link that leads
   * nowhere is followed too. `fault` is a sentence's end, such as `cannot be followed`.
   */
  resolve(path: string): { readonly real: string } | { readonly fault: string }
  /** What the server sees and where; undefined only for a server that runs without a sandbox. */
  readonly binds: readonly { readonly source: string; readonly target: string }[] | undefined
  /** Where the server's relative paths begin; they are refused when this is undefined. */
  readonly base: string | undefined
  /**
   * A pattern as a search in linear time. Asked for each value, so whoever compiles should remember. It takes what it costs from the
   * effort, and is unsure when there is none left.
   */
  compilePattern(pattern: string): (text: string, effort: Effort) => boolean | 'unsure'
}
