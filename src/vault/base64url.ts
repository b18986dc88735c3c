/** The bytes of a base64url text without padding (RFC 4648, section 5); undefined unless it is the one text for these bytes. */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}

/** The bytes of a text that was checked when it was parsed. */
export function bytesOf(text: string): Buffer {
  const bytes = decodeBase64url(text)
  if (bytes === undefined) throw new TypeError('not canonical base64url')
  return bytes
}

export function base64urlOf(bytes: Buffer): string {
  return bytes.toString('base64url')
}
