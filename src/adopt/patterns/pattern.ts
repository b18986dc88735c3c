/** How the credentials of one provider look. */
export interface Pattern {
  readonly id: string
  /** What it is, for a person. */
  readonly what: string
  /** A name for the entry of the vault. */
  readonly name: string
  /** Without one of these texts nothing is tried. Lower case where `ignoresCase`. */
  readonly keywords: readonly string[]
  /** Whether the keywords are sought in the text in lower case. */
  readonly ignoresCase: boolean
  /** The match may begin up to this many UTF-16 units before the keyword. */
  readonly before: number
  /** Tried at one place only. Every quantifier is bounded. The group `secret` is the secret; the whole match when there is none. */
  readonly expression: RegExp
  /** Where the provider says so; "observed" where the form is known from use only. */
  readonly source: string
}

/** A credential that begins with its keyword, and ends where its characters end. */
export function prefixed(
  row: Omit<Pattern, 'ignoresCase' | 'before' | 'expression'> & { readonly body: string },
): Pattern {
  const { body, ...rest } = row
  return {
    ...rest,
    ignoresCase: false,
    before: 0,
    expression: new RegExp(`${START}(?:${body})${END}`, 'y'),
  }
}

/** A credential without a mark of its own, next to the name that it is given: `name = "value"`, in any language of configuration. */
export function named(
  row: Omit<Pattern, 'ignoresCase' | 'before' | 'expression'> & { readonly body: string },
): Pattern {
  const { body, keywords, ...rest } = row
  return {
    ...rest,
    keywords,
    ignoresCase: true,
    before: 0,
    expression: new RegExp(
      `(?:${keywords.join('|')})[A-Za-z0-9_-]{0,24}["'\`]?[ \\t]{0,8}(?:=>|:=|=|:)[ \\t]{0,8}["'\`]?(?<secret>${body})(?![A-Za-z0-9/+_-])`,
      'iy',
    ),
  }
}

/**
 * A token begins where its characters begin, or behind an escape such as `\n` and `%3D`, whose last letter only looks like one of its
 * characters. It is also what keeps the search linear: within one run of such characters only one place is tried.
 */
export const START = String.raw`(?:(?<![A-Za-z0-9_-])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2}))`
const END = '(?![A-Za-z0-9_-])'
