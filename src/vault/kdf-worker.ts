import { answerParent } from '../os/index.ts'
import type { KdfJob } from './kdf.ts'

// Entry of `dist/kdf.cjs`: derives one key with libsodium and answers with its 32 bytes. A fault ends the thread, which its parent sees.
void answerParent(async (message) => {
  const { default: sodium } = await import('libsodium-wrappers')
  await sodium.ready
  const { password, salt, memoryKiB, passes } = message as KdfJob
  const algorithm = sodium.crypto_pwhash_ALG_ARGON2ID13
  const key = sodium.crypto_pwhash(32, password, salt, passes, memoryKiB * 1024, algorithm)
  password.fill(0)
  return new Uint8Array(key)
})
