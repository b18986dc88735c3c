import { randomBytes } from 'node:crypto'
import { AirlockError, escape } from '../base/index.ts'
import { factorOf, keyFrom } from './device-secret.ts'
import type { Environment, Factor, FactorInputs, FactorRecord } from './factor.ts'
import { requirePin, runOnToken, type Token } from './pkcs11-tool.ts'
import { bytesOf, newSalt, newSecret, textOf } from './record.ts'

/** Which token; it must be initialised and have a user PIN. */
export interface Pkcs11Enrolment {
  /** Absolute path of the PKCS #11 module. */
  readonly module: string
  /** The token's label. */
  readonly token: string
  readonly pin: Buffer
  readonly environment: Environment
}

/**
 * Makes a factor that only the token opens: an AES-256 key is generated on it that never leaves it, 32 random bytes are encrypted
 * under that key, and the record keeps the result. Without the token and its PIN the record is worth nothing.
 *
 * @throws AirlockError `AIRLOCK_VAULT_FACTOR` for a wrong PIN; `AIRLOCK_VAULT_FACTOR_UNAVAILABLE` when the program, the module or the
 *   token is missing, or when the token would let the key out. A key that was made by then is removed, or the last hint says how.
 */
export async function enrolPkcs11(options: Pkcs11Enrolment): Promise<Factor> {
  const { module, token, environment } = options
  const label = `mcp-airlock-${randomBytes(6).toString('hex')}`
  const place = { module, token, environment, pin: requirePin(options.pin) }
  const made = await generateKey(place, label)
  try {
    requireKept(made, token)
    const iv = randomBytes(IV_BYTES)
    const secret = newSecret()
    const data = await runOnToken(place, ['--encrypt', ...keyAndIv(label, iv)], secret)
    const blob = Buffer.concat([iv, data]).toString('base64url')
    return factorOf({ type: 'pkcs11', module, token, label, blob, salt: newSalt() }, secret)
  } catch (error) {
    throw await withoutKey(place, label, error)
  }
}

/** Takes the slot's key off the token. Throws as `enrolPkcs11`. */
export async function forgetPkcs11(record: FactorRecord, inputs: FactorInputs): Promise<void> {
  const place = placeOf(record, inputs)
  await removeKey(place, textOf(record, 'label'))
}

/** The command with which a person takes the slot's key off the token; it asks for the PIN. */
export function pkcs11Removal(record: FactorRecord): string {
  const [module, token] = [textOf(record, 'module'), textOf(record, 'token')]
  return removalOf({ module, token }, textOf(record, 'label'))
}

/** Throws as `enrolPkcs11`; a record that the token's key does not fit is `AIRLOCK_VAULT_FACTOR`. */
export async function presentPkcs11(record: FactorRecord, inputs: FactorInputs): Promise<Buffer> {
  const place = placeOf(record, inputs)
  const blob = bytesOf(record, 'blob')
  if (blob.length !== BLOB_BYTES)
    throw new AirlockError('AIRLOCK_VAULT_INVALID', {
      message: 'the record of the factor `pkcs11` has no usable `blob`',
    })
  const decrypt = ['--decrypt', ...keyAndIv(textOf(record, 'label'), blob.subarray(0, IV_BYTES))]
  const secret = await runOnToken(place, decrypt, blob.subarray(IV_BYTES))
  const key = keyFrom(record, secret)
  if (key !== undefined) return key
  throw new AirlockError('AIRLOCK_VAULT_FACTOR', {
    message: `the token \`${escape(place.token)}\` does not open this slot`,
  })
}

function placeOf(record: FactorRecord, inputs: FactorInputs): Token {
  return {
    module: textOf(record, 'module'),
    token: textOf(record, 'token'),
    environment: inputs.environment,
    pin: requirePin(inputs.pin),
  }
}

/** Returns what the token says that it made. */
async function generateKey(place: Token, label: string): Promise<Buffer> {
  const generate = ['--keygen', '--key-type', 'AES:32', '--sensitive', '--private']
  return await runOnToken(place, [
    ...generate,
    '--usage-decrypt',
    ...['--label', label, '--id', idOf(label)],
  ])
}

/** The token decides what it makes, so what it says it made is read before anything is entrusted to it. */
function requireKept(made: Buffer, token: string): void {
  const access = /^\s*Access:(.*)$/m.exec(made.toString('utf8'))?.[1] ?? ''
  const words = access.split(',').map((word) => word.trim())
  if (words.includes('always sensitive') && words.includes('never extractable')) return
  throw new AirlockError('AIRLOCK_VAULT_FACTOR_UNAVAILABLE', {
    message: `the token \`${escape(token)}\` makes keys that can be taken out of it`,
    hints: ['use another token, or another kind of factor'],
  })
}

async function removeKey(place: Token, label: string): Promise<void> {
  await runOnToken(place, ['--delete-object', '--type', 'secrkey', '--id', idOf(label)])
}

/** Removes a key that is of no use. Returns the error, with what a person has to do when the key stays. */
async function withoutKey(place: Token, label: string, error: unknown): Promise<unknown> {
  try {
    await removeKey(place, label)
    return error
  } catch (cause) {
    if (!AirlockError.is(error) || !AirlockError.is(cause)) return error
    const { code, message, hints } = error
    const stays = `a key that nobody needs stays on the token; remove it: ${removalOf(place, label)}`
    return new AirlockError(code, { message, hints: [...hints, stays], cause })
  }
}

function removalOf({ module, token }: Pick<Token, 'module' | 'token'>, label: string): string {
  const where = `--module ${shellWord(module)} --token-label ${shellWord(token)}`
  return `pkcs11-tool ${where} --login --delete-object --type secrkey --id ${idOf(label)}`
}

/** One word for a POSIX shell (Shell Command Language, 2.2.2): inside single quotes nothing is special but the quote. */
function shellWord(text: string): string {
  return `'${escape(text, text.length).replaceAll("'", `'\\''`)}'`
}

/**
 * CBC with padding, because the tool cannot pass the parameters of GCM. Nothing hangs on it: what is encrypted is random, and a changed
 * blob gives another key, which the slot refuses.
 */
function keyAndIv(label: string, iv: Buffer): readonly string[] {
  return ['--id', idOf(label), '--mechanism', 'AES-CBC-PAD', '--iv', iv.toString('hex')]
}

/**
 * The label again, as the key's CKA_ID: measured with OpenSC 0.23, `--decrypt` does not look at `--label` and takes the first key of the
 * token.
 */
function idOf(label: string): string {
  return Buffer.from(label, 'utf8').toString('hex')
}

const IV_BYTES = 16
/** The initial vector, the two blocks of the secret, and the block of padding that CBC-PAD adds (PKCS #11 3.1, section 6.13.7). */
const BLOB_BYTES = IV_BYTES + 48
