import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type SodiumModule from 'libsodium-wrappers'
import { unmovedFrom } from '../base/index.ts'
import { base64urlOf, bytesOf } from './base64url.ts'
import type { Box, Cipher } from './document.ts'

/** So many fresh bytes that nobody can guess. */
export type Random = (length: number) => Buffer

/** The loaded ciphers and the source of keys and nonces: whatever seals or opens something is given it. */
export interface Suite {
  readonly random: Random
  /** Seals under a fresh nonce. `additional` is bound to it and not kept in it. */
  seal(cipher: Cipher, key: Buffer, plain: Buffer, additional: Buffer): Box
  /** Undefined when the key, the additional data or the box is not the one that was sealed. The caller wipes what it gets. */
  unseal(cipher: Cipher, key: Buffer, box: Box, additional: Buffer): Buffer | undefined
}

/** Loads libsodium, which takes some 25 ms, and waits for it; everything that takes a suite is synchronous. */
export async function loadSuite(random: Random = randomBytes): Promise<Suite> {
  const { default: sodium } = await import('libsodium-wrappers')
  await sodium.ready
  const aeads: Record<Cipher, Aead> = {
    'xchacha20-poly1305': xchachaOf(sodium),
    'aes-256-gcm': GCM,
  }
  return {
    random,
    seal: (cipher, key, plain, additional) => {
      const aead = aeads[cipher]
      const nonce = random(aead.nonceBytes)
      const data = aead.seal(key, nonce, plain, additional)
      return { nonce: base64urlOf(nonce), data: base64urlOf(data) }
    },
    unseal: (cipher, key, box, additional) => {
      const aead = aeads[cipher]
      const nonce = bytesOf(box.nonce)
      if (nonce.length !== aead.nonceBytes) return undefined
      return aead.unseal(key, nonce, bytesOf(box.data), additional)
    },
  }
}

/** Tag of 16 bytes behind the ciphertext. */
interface Aead {
  readonly nonceBytes: number
  seal(key: Buffer, nonce: Buffer, plain: Buffer, additional: Buffer): Buffer
  unseal(key: Buffer, nonce: Buffer, data: Buffer, additional: Buffer): Buffer | undefined
}

type Sodium = typeof SodiumModule

/**
 * draft-irtf-cfrg-xchacha-03: a nonce of 24 bytes may be drawn at random as often as one likes. HChaCha20 makes of its first 16 the key of
 * an ordinary ChaCha20-Poly1305 (section 2.3), and that one is Node's: what goes through the memory of WebAssembly leaves copies that nobody
 * can clear, and so no value does.
 */
function xchachaOf(sodium: Sodium): Aead {
  const inner = (key: Buffer, nonce: Buffer) => ({
    key: owned(sodium.crypto_core_hchacha20(nonce.subarray(0, 16), key, null)),
    nonce: Buffer.concat([Buffer.alloc(4), nonce.subarray(16)]),
  })
  return {
    nonceBytes: 24,
    seal: (key, nonce, plain, additional) => {
      const under = inner(key, nonce)
      const data = CHACHA.seal(under.key, under.nonce, plain, additional)
      under.key.fill(0)
      return data
    },
    unseal: (key, nonce, data, additional) => {
      const under = inner(key, nonce)
      const plain = CHACHA.unseal(under.key, under.nonce, data, additional)
      under.key.fill(0)
      return plain
    },
  }
}

function owned(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

const TAG_BYTES = 16

/** RFC 8439, section 2.8. */
const CHACHA = nodeAead('chacha20-poly1305')

/** NIST SP 800-38D. Each value has a key of its own; the keys that seal more than once stay far below 2^32 nonces (section 8.3). */
const GCM = nodeAead('aes-256-gcm')

function nodeAead(name: 'chacha20-poly1305' | 'aes-256-gcm'): Aead {
  const options = { authTagLength: TAG_BYTES }
  // One name at a time is what the types of Node know.
  const cipherOf = (key: Buffer, nonce: Buffer) =>
    createCipheriv(name as 'aes-256-gcm', key, nonce, options)
  const decipherOf = (key: Buffer, nonce: Buffer) =>
    createDecipheriv(name as 'aes-256-gcm', key, nonce, options)
  return {
    nonceBytes: 12,
    seal: (key, nonce, plain, additional) => {
      const cipher = cipherOf(key, nonce)
      cipher.setAAD(additional)
      return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    unseal: (key, nonce, data, additional) => {
      const decipher = decipherOf(key, nonce)
      decipher.setAAD(additional)
      decipher.setAuthTag(data.subarray(data.length - TAG_BYTES))
      // As long as the ciphertext: `final` adds nothing in a stream cipher and only says whether the tag fits.
      const plain = unmovedFrom(decipher.update(data.subarray(0, data.length - TAG_BYTES)))
      try {
        decipher.final()
        return plain
      } catch {
        plain.fill(0)
        return undefined
      }
    },
  }
}
