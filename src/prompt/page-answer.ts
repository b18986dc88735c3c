/** What a page sends back. */
export type PageAnswer =
  | {
      readonly kind: 'secret'
      readonly value: Buffer
      readonly prf?: { readonly credential: string; readonly output: Buffer }
    }
  | { readonly kind: 'yes' | 'no' | 'cancelled' }
  /** The authenticator that was to be enrolled has no PRF (WebAuthn Level 3, 10.1.4). */
  | { readonly kind: 'no-prf' }

/**
 * Reads an answer: one byte for its kind, and of a secret the length of the credential's name (two bytes, big-endian), the name in
 * base64url, the length of the PRF output (one byte, 0 or 32), the output, and the typed bytes to the end. Bytes and no JSON, so that
 * no string of a secret is ever made. Undefined for anything else. Everything is copied out of the body.
 */
export function readPageAnswer(body: Buffer): PageAnswer | undefined {
  const kind = KINDS[body[0] ?? 0]
  if (kind === undefined) return undefined
  if (kind !== 'secret') return body.length === 1 ? { kind } : undefined
  if (body.length < NAME_AT) return undefined
  const nameEnd = NAME_AT + body.readUInt16BE(1)
  const outputEnd = nameEnd + 1 + (body[nameEnd] ?? Number.NaN)
  // Also false for the NaN of a body that ends too early.
  if (!(outputEnd <= body.length)) return undefined
  const credential = body.toString('latin1', NAME_AT, nameEnd)
  const output = copyOf(body.subarray(nameEnd + 1, outputEnd))
  const value = copyOf(body.subarray(outputEnd))
  if (credential === '' && output.length === 0) return { kind, value }
  return CREDENTIAL.test(credential) && output.length === PRF_BYTES
    ? { kind, value, prf: { credential, output } }
    : undefined
}

/** In memory of its own. */
function copyOf(bytes: Buffer): Buffer {
  const copy = Buffer.alloc(bytes.length)
  bytes.copy(copy)
  return copy
}

const KINDS = [undefined, 'secret', 'yes', 'no', 'cancelled', 'no-prf'] as const
const NAME_AT = 3
/** A credential's id has at most 1023 bytes (WebAuthn Level 3, 6.1). */
const CREDENTIAL = /^[\w-]{1,1364}$/
const PRF_BYTES = 32
