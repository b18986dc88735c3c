/** What one argument of a tool must be, or must not be. */
export type ArgumentRule =
  /** A path inside one of these absolute ones, also after symbolic links and however the server reads the text. */
  | PathRule
  /** Nothing that a program would take for an option. */
  | { readonly kind: 'no-flag' }
  /** Nothing that a POSIX shell would act on. */
  | { readonly kind: 'no-shell' }
  /** One statement that does nothing but what these classes name. A filter, see `sqlFault`. */
  | SqlRule
  /** An address of one of these schemes at one of these hosts. */
  | UrlRule
  /** One of these. */
  | { readonly kind: 'enum'; readonly values: readonly (string | number | boolean)[] }
  /** At most so many UTF-16 units. */
  | { readonly kind: 'maxLength'; readonly most: number }
  /** No text in which the pattern is found. */
  | { readonly kind: 'deny-pattern'; readonly pattern: string }

export interface PathRule {
  readonly kind: 'path'
  readonly within: readonly string[]
}

export interface SqlRule {
  readonly kind: 'sql'
  readonly allow: readonly SqlClass[]
}

export interface UrlRule {
  readonly kind: 'url'
  /** In lower case, without the colon. */
  readonly schemes: readonly string[]
  /** `example.com`, `*.example.com`, `*`; with `:8443` or `:*` when it is not the scheme's own port. */
  readonly hosts: readonly string[]
}

/** What a statement does. `ddl` is create, alter, drop and truncate together; `other` is whatever has no name here. */
export type SqlClass =
  | 'select'
  | 'explain'
  | 'show'
  | 'describe'
  | 'pragma'
  | 'insert'
  | 'update'
  | 'delete'
  | 'merge'
  | 'create'
  | 'alter'
  | 'drop'
  | 'truncate'
  | 'call'
  | 'set'
  | 'grant'
  | 'transaction'
  | 'ddl'
  | 'other'

/** A rule with what it is about. All that cover an argument must hold. */
export interface AttachedRule {
  /** Where it stands in the profile, for people: `tools.arguments`. */
  readonly key: string
  /** Globs for names of tools and for dotted names of arguments. */
  readonly tool: string
  readonly argument: string
  readonly rule: ArgumentRule
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
  /** A pattern as a search in linear time. Asked for each value, so whoever compiles should remember. */
  compilePattern(pattern: string): (text: string) => boolean
}
