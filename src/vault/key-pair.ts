import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto'

/** The public key of an X25519 private key: any 32 bytes, which the function clamps itself (RFC 7748, section 5). */
export function publicKeyOf(privateKey: Buffer): Buffer {
  const spki = createPublicKey(importPrivate(privateKey)).export({ format: 'der', type: 'spki' })
  return spki.subarray(SPKI_HEAD.length)
}

/**
 * The shared secret of both. Undefined for a public key of small order, where the result would be zero whatever the private key is
 * (RFC 7748, section 6.1). The caller wipes it.
 */
export function sharedSecret(privateKey: Buffer, publicKey: Buffer): Buffer | undefined {
  const theirs = createPublicKey({
    key: Buffer.concat([SPKI_HEAD, publicKey]),
    format: 'der',
    type: 'spki',
  })
  try {
    return diffieHellman({ privateKey: importPrivate(privateKey), publicKey: theirs })
  } catch {
    return undefined
  }
}

function importPrivate(privateKey: Buffer): KeyObject {
  const key = Buffer.concat([PKCS8_HEAD, privateKey])
  try {
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  } finally {
    key.fill(0)
  }
}

/** What RFC 8410 (sections 4 and 7) puts in front of the 32 bytes of an X25519 key. */
const SPKI_HEAD = Buffer.from('302a300506032b656e032100', 'hex')
const PKCS8_HEAD = Buffer.from('302e020100300506032b656e04220420', 'hex')
