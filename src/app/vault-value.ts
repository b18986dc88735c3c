import { AirlockError } from '../base/index.ts'
import type { Io } from './io.ts'
import { askSecretHere } from './vault-tools.ts'

/** The value as typed, or as standard input holds it without the newline at its end. The caller wipes it. Throws AIRLOCK_USAGE without one. */
export async function readValue(io: Io, name: string): Promise<Buffer> {
  const value =
    io.stdin.isTTY === true
      ? await askSecretHere(`the value of ${name}`, { wants: 'passphrase', lines: [] })
      : withoutNewline(await wholeInput(io))
  if (value.length === 0)
    throw new AirlockError('AIRLOCK_USAGE', {
      message: 'the value is empty',
      hints: ['type it in a terminal, or give it on standard input; never as an argument'],
    })
  return value
}

/** One newline at the end belongs to whatever wrote the value. */
export function withoutNewline(bytes: Buffer): Buffer {
  return bytes.at(-1) === 0x0a ? bytes.subarray(0, bytes.at(-2) === 0x0d ? -2 : -1) : bytes
}

/** Whether it is the secret of an authenticator: base32 (RFC 4648, section 6) of 80 bits or more, with the spaces people are shown. */
export function isAuthenticatorSecret(value: Buffer): boolean {
  return /^[A-Z2-7]{16,}=*$/i.test(value.toString('latin1').replaceAll(' ', ''))
}

/** Waits for whoever writes it. The pieces are only lent, so each is copied. */
async function wholeInput({ stdin }: Io): Promise<Buffer> {
  const memory = Buffer.allocUnsafeSlow(MOST_BYTES)
  let length = 0
  await new Promise<void>((resolve, reject) => {
    stdin.on('data', (piece: Uint8Array) => {
      if (length + piece.length <= MOST_BYTES) memory.set(piece, length)
      length += piece.length
    })
    stdin.once('end', resolve)
    stdin.once('error', reject)
    stdin.resume()
  })
  if (length <= MOST_BYTES) return memory.subarray(0, length)
  memory.fill(0)
  throw new AirlockError('AIRLOCK_USAGE', {
    message: `standard input holds more than ${MOST_BYTES} bytes`,
    hints: ['keep what is larger in a file, and its key in the vault'],
  })
}

/** As much as one variable of an environment may hold here, and less than the kernel allows (execve(2), MAX_ARG_STRLEN). */
const MOST_BYTES = 32 * 1024
