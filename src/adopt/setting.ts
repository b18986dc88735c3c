import { bitsPerCharacter, isCommonPassword, isPlaceholder } from './placeholder.ts'

/**
 * The secret in a setting that its name gives away, such as `API_TOKEN` or `Authorization`: the value, or what stands behind `Bearer`.
 * Undefined when the name says nothing, or the value is a reference, a path, a URL, a word or a number.
 */
export function namedSecret(name: string, value: string): string | undefined {
  const literal = SCHEME.exec(value)?.[1] ?? value
  if (!NAMES.test(name) || PUBLIC.test(name) || literal.length > MAX_LENGTH) return undefined
  if (isPlaceholder(literal) || isCommonPassword(literal) || PLAIN.test(literal)) return undefined
  if (PASSWORD.test(name)) return literal.length >= 6 ? literal : undefined
  const isRandom = literal.length >= 16 && bitsPerCharacter(literal) >= 3 && !WORDS.test(literal)
  return isRandom ? literal : undefined
}

/** Whether the name alone says that the value is secret. */
const NAMES =
  /(?:^|[_.-])(?:token|secret|key|password|passwd|passphrase|pass|pwd|pat|credentials?|auth|authorization|cookie)$|(?:token|secret|password|apikey|api_key|privatekey|accesskey)$/i
const PUBLIC = /public|publishable|(?:^|[_-])anon[_-]/i
const PASSWORD = /(?:password|passwd|passphrase|pwd|(?:^|[_.-])pass)$/i
const SCHEME = /^(?:Bearer|Basic|Token|Bot|ApiKey)[ \t]{1,4}(\S{1,16384})$/i

/** A path, a URL, a switch or a number. */
const PLAIN =
  /^(?:(?:~|\.{1,2})?\/[\w@. -]{1,255}(?:\/[\w@. -]{0,255}){1,40}|[A-Za-z]:\\.{0,1000}|https?:\/\/\S{0,2000}|true|false|yes|no|on|off|[0-9.]{1,40})$/i
/** Words in one case, joined: a name rather than a key. */
const WORDS =
  /^(?:[a-z]{1,40}(?:[-_ .:/][a-z]{1,40}){0,40}|[A-Z]{1,40}(?:[-_ .:/][A-Z]{1,40}){0,40})$/

/** Longer than any token; a certificate or a document that is given as text has a form of its own. */
const MAX_LENGTH = 16_384
