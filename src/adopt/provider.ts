import { PATTERNS } from './patterns/all.ts'
import type { Pattern } from './patterns/pattern.ts'
import { bitsPerCharacter, isCommonPassword, isPlaceholder } from './placeholder.ts'

/** A credential in a text: UTF-16 offsets of the secret itself. */
export interface Credential {
  readonly pattern: Pattern
  readonly start: number
  readonly end: number
}

/**
 * The credentials in a text that look like those of a provider, pattern by pattern; one stretch may be found by several. At most `limit`.
 * Takes linear time: a pattern is tried only where its keyword stands, and no quantifier of one is unbounded.
 */
export function credentialsIn(text: string, limit: number): readonly Credential[] {
  const found: Credential[] = []
  const lower = text.toLowerCase()
  // Some letters change their length with their case, and then no offset would fit.
  const folded =
    lower.length === text.length ? lower : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  for (const pattern of PATTERNS) {
    const searched = pattern.ignoresCase ? folded : text
    for (const keyword of pattern.keywords) {
      let next = 0
      for (let at = searched.indexOf(keyword); at !== -1; ) {
        const match = matchAt(pattern, text, at, next)
        if (match !== undefined) {
          next = match.resume
          if (match.isSecret) found.push({ pattern, start: match.start, end: match.end })
          if (found.length >= limit) return found
        }
        at = searched.indexOf(keyword, Math.max(at + keyword.length, next))
      }
    }
  }
  return found
}

interface Match {
  readonly start: number
  readonly end: number
  readonly resume: number
  readonly isSecret: boolean
}

function matchAt(pattern: Pattern, text: string, at: number, from: number): Match | undefined {
  const { expression, before } = pattern
  for (let begin = at; begin >= Math.max(from, at - before); begin--) {
    expression.lastIndex = begin
    const match = expression.exec(text)
    if (match === null) continue
    const [whole] = match
    const secret = match.groups?.['secret'] ?? whole
    // Where a user and a password are alike this is the user's place, on the same line.
    const start = begin + whole.indexOf(secret)
    return {
      start,
      end: start + secret.length,
      resume: begin + whole.length,
      isSecret: isSecret(pattern, whole, secret),
    }
  }
  return undefined
}

function isSecret({ id }: Pattern, whole: string, secret: string): boolean {
  // In some thousand letters of base64 every short word turns up.
  if (id !== 'private-key' && isPlaceholder(secret)) return false
  if (!PASSWORDS.has(id)) return bitsPerCharacter(secret) >= MIN_BITS
  // `user:user@`, `%s:%s@`, `[password]`, `[^:]+`: what documents and code write.
  return (
    !isCommonPassword(secret) &&
    !/^[%[({*$]|[\])}*]$/.test(secret) &&
    !/^:\/\/([^:]{0,128}):\1@/.test(whole)
  )
}

const PASSWORDS: ReadonlySet<string> = new Set(['database-url', 'url-password', 'sql-password'])

/**
 * Measured on random tokens: 16 characters of base32 have 3.6 ± 0.15 bits each by this count, 32 hexadecimal digits 3.6 ± 0.12, and longer
 * ones more. Words and repetition lie below.
 */
const MIN_BITS = 2.8
