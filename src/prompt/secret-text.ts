/** 256 bits that nobody can guess, in base64url. */
export function newSecretText(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')
}

/** Compares in a time that does not tell how much of the text is right. */
export function isSameText(given: string, expected: string): boolean {
  if (given.length !== expected.length) return false
  let difference = 0
  for (let at = 0; at < expected.length; at += 1)
    difference |= given.charCodeAt(at) ^ expected.charCodeAt(at)
  return difference === 0
}
