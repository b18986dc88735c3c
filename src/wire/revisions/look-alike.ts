/**
 * Keys that a peer could read as a member of the protocol although they are not spelled so: Go's encoding/json ignores
 * case and folds Unicode, and others cut at a NUL or trim (CVE-2026-27896). Put into the generated validators as it stands.
 */
export interface Names {
  readonly exact: ReadonlySet<string>
  readonly byFold: ReadonlyMap<string, string>
}

/** Of names in ASCII. */
export function namesOf(names: readonly string[]): Names {
  return { exact: new Set(names), byFold: new Map(names.map((name) => [name.toLowerCase(), name])) }
}

/** The member that one of the object's keys could be mistaken for; undefined when there is none. Linear time. */
export function lookAlike(object: object, names: Names): string | undefined {
  for (const key in object) {
    if (names.exact.has(key)) continue
    const mistaken = names.byFold.get(foldKey(key))
    if (mistaken !== undefined) return mistaken
  }
  return undefined
}

/**
 * The form in which two keys that a peer could take for the same are the same: cut at a NUL, trimmed of controls, format characters and
 * white space, case folded. Linear time.
 *
 * Upper before lower case takes ſ (U+017F) to s and the Kelvin sign (U+212A) to k, as Unicode simple case folding does.
 * A key that is longer than any name once it is trimmed cannot fold to one: no mapping shortens a string.
 */
export function foldKey(key: string): string {
  const nul = key.indexOf('\0', 1)
  let end = nul === -1 ? key.length : nul
  let start = 0
  while (start < end && isTrimmed(key, start)) start += 1
  while (end > start && isTrimmed(key, end - 1)) end -= 1
  if (end - start > LONGEST_NAME) return key
  return key.slice(start, end).toUpperCase().toLowerCase()
}

function isTrimmed(key: string, at: number): boolean {
  const code = key.charCodeAt(at)
  return (code < 0x21 || code > 0x7e) && TRIMMED.test(key.charAt(at))
}

/** Controls, format characters and white space. */
const TRIMMED = /[\p{Cc}\p{Cf}\s]/u

/** `io.modelcontextprotocol/clientCapabilities` has 43. */
const LONGEST_NAME = 64
