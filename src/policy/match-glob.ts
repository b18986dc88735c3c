/** Whether a glob for names covers the name: `*` is any run of characters, everything else is itself, code unit by code unit. */
export function matchesName(glob: string, name: string): boolean {
  return covers(glob, name, { stopsAt: undefined })
}

/**
 * Whether a glob for addresses covers the URI: `*` is any run without `/`, `**` any run at all, and a last `/**` covers the
 * place itself too. Everything else is itself. Whoever decides asks about all `uriReadings`.
 */
export function matchesUri(glob: string, uri: string): boolean {
  if (glob.endsWith('/**') && covers(glob.slice(0, -3), uri, { stopsAt: '/' })) return true
  return covers(glob, uri, { stopsAt: '/' })
}

/** Why a string is no glob; undefined when it is one. */
export function globFault(glob: string): string | undefined {
  if (glob === '') return 'must not be empty'
  if (/\p{Cc}/u.test(glob)) return 'must not hold control characters'
  if (/\p{Cs}/u.test(glob)) return 'must be well-formed Unicode'
  return glob.length > MAX_GLOB ? 'is too long' : undefined
}

/** What stands before the first star and behind the last one is compared at once: most globs have no more than that. */
function covers(
  glob: string,
  subject: string,
  run: { readonly stopsAt: string | undefined },
): boolean {
  const star = glob.indexOf('*')
  if (star === -1) return glob === subject
  if (!subject.startsWith(glob.slice(0, star))) return false
  const rest = subject.slice(star)
  return (
    rest.endsWith(glob.slice(glob.lastIndexOf('*') + 1)) &&
    matches(tokensOf(glob.slice(star), run), rest)
  )
}

/** A character, or a run of characters of which one may be excepted. */
type Token = { readonly literal: string } | { readonly except: string | undefined }

/**
 * All positions of the glob at once, one step for each code unit: time is at most the product of both lengths whatever they
 * are, so that no name can make a match slow, as it can with the backtracking of a regular expression.
 */
function matches(tokens: readonly Token[], subject: string): boolean {
  if (tokens.length === 1 && tokens[0] !== undefined && isAny(tokens[0])) return true
  // At each position of the glob, the step at which it was last reached.
  const reachedAt = new Int32Array(tokens.length + 1).fill(-1)
  const reach = (position: number, step: number, reached: number[]): void => {
    if (reachedAt[position] === step) return
    reachedAt[position] = step
    reached.push(position)
    // A run may be empty, so whoever stands before it stands behind it too.
    const token = tokens[position]
    if (token !== undefined && 'except' in token) reach(position + 1, step, reached)
  }
  let reached: number[] = []
  reach(0, 0, reached)
  for (let at = 0; at < subject.length && reached.length > 0; at++) {
    const next: number[] = []
    for (const position of reached) {
      const token = tokens[position]
      if (token === undefined) continue
      if ('except' in token) {
        if (token.except !== subject[at]) reach(position, at + 1, next)
      } else if (token.literal === subject[at]) reach(position + 1, at + 1, next)
    }
    reached = next
  }
  return reached.includes(tokens.length)
}

function tokensOf(
  glob: string,
  { stopsAt }: { readonly stopsAt: string | undefined },
): readonly Token[] {
  const parts = glob.split(/(\*+)/)
  return parts.flatMap((part): readonly Token[] =>
    part.startsWith('*')
      ? [{ except: part.length > 1 ? undefined : stopsAt }]
      : Array.from({ length: part.length }, (_, at) => ({ literal: part[at] as string })),
  )
}

function isAny(token: Token): boolean {
  return 'except' in token && token.except === undefined
}

/** Longer than any name or address that a person would write out. */
const MAX_GLOB = 1024
