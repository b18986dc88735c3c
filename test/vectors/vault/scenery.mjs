// What the vectors are made of: secrets, entries, and randomness that is the same in every run.
import { createHash } from 'node:crypto'

/** What opens the vaults: a passphrase with a composed and a decomposed letter, and keys of factors. */
export const PASSPHRASE = 'c\u0327a va, d\u00e9j\u00e0'.normalize('NFC')
export const KEYS = {
  file: sha256('a key file'),
  recovery: sha256('a recovery key'),
}

/** An entry with every member. */
export function describe(name, created, rotated = created) {
  return {
    name,
    created,
    rotated,
    rotateAfterDays: 30,
    scopes: ['github', '*'],
    classification: 'internal',
    rotateCommand: ['printf', '%s', 'new \u2603'],
    releases: [{ profile: 'github', program: sha256('program') }],
    kind: 'secret',
  }
}

/** A source of bytes that is the same in every run: SHA-256 of a seed and a counter. */
export function seeded(seed) {
  let count = 0
  return (length) => {
    const blocks = Array.from({ length: Math.ceil(length / 32) }, () =>
      createHash('sha256').update(`${seed} ${count++}`).digest(),
    )
    return Buffer.concat(blocks).subarray(0, length)
  }
}

export function sha256(text) {
  return createHash('sha256').update(text).digest('hex')
}
