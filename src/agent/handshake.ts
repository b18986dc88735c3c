import {
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'

/** What both ends of a connection have in common once they met; nobody else can have it. */
export interface Agreement {
  /** Seals what the client says. */
  readonly clientKey: Buffer
  /** Seals what the agent says. */
  readonly agentKey: Buffer
  /** Shows that the client came to the same keys. */
  readonly clientProof: Buffer
  /** Shows that the agent did. */
  readonly agentProof: Buffer
}

/** A key pair for one connection. */
export interface Ephemeral {
  /** 32 bytes (RFC 7748, section 5). */
  readonly publicKey: Buffer
  readonly privateKey: KeyObject
}

/** Opens every connection; another version has another one, and is hung up on. */
export const GREETING = Buffer.from('mcp-airlock agent/2\n')
/** Of a public key and of a proof. */
export const KEY_BYTES = 32

export function makeEphemeral(): Ephemeral {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  const encoded = publicKey.export({ format: 'der', type: 'spki' })
  return { publicKey: encoded.subarray(-KEY_BYTES), privateKey }
}

/**
 * Both ends call this with what they sent and got. The token is mixed into the secret, so that keys come out the same only for two ends
 * that know it and saw the same public keys; both keys are fresh, so an old record opens nothing (the pattern NNpsk0 of the Noise Protocol
 * Framework, revision 34, section 9, with HKDF of RFC 5869). Throws for a public key that is a point of low order.
 */
export function agree(request: {
  readonly token: Buffer
  readonly own: Ephemeral
  readonly clientPublic: Buffer
  readonly agentPublic: Buffer
}): Agreement {
  const { token, own, clientPublic, agentPublic } = request
  const theirs = own.publicKey.equals(clientPublic) ? agentPublic : clientPublic
  const publicKey = createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, theirs]),
    format: 'der',
    type: 'spki',
  })
  const shared = diffieHellman({ privateKey: own.privateKey, publicKey })
  const secret = Buffer.concat([token, shared])
  const transcript = Buffer.concat([GREETING, clientPublic, agentPublic])
  const bytes = Buffer.from(hkdfSync('sha256', secret, transcript, 'mcp-airlock agent/2 keys', 128))
  shared.fill(0)
  secret.fill(0)
  return {
    clientKey: bytes.subarray(0, 32),
    agentKey: bytes.subarray(32, 64),
    clientProof: bytes.subarray(64, 96),
    agentProof: bytes.subarray(96, 128),
  }
}

/** Compares without telling by its time where the difference is. */
export function isProof(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** SubjectPublicKeyInfo of X25519 up to the key itself (RFC 8410, section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b656e032100', 'hex')
