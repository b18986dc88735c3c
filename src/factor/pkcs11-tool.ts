import { AirlockError, escape } from '../base/index.ts'
import { findTrustedFile, runWithSecrets } from '../os/index.ts'
import { partOf } from './device-secret.ts'
import type { Environment } from './factor.ts'

/** A token, the way to it, and what it wants to know. */
export interface Token {
  /** Absolute path of the PKCS #11 module. */
  readonly module: string
  /** The token's label. */
  readonly token: string
  readonly pin: Buffer
  readonly environment: Environment
}

/**
 * Has `pkcs11-tool` of OpenSC log in to the token and do one thing; `input` goes to its standard input, what it makes comes back, and
 * neither touches a disk. The PIN goes through the environment (`--pin env:NAME`, pkcs11-tool(1)), which is this user's alone to read
 * (proc(5)): an argument could be read by everybody. The caller wipes what comes back.
 *
 * @throws AirlockError as `enrolPkcs11`.
 */
export async function runOnToken(
  { module, token, pin, environment }: Token,
  args: readonly string[],
  input?: Uint8Array,
): Promise<Buffer> {
  const login = ['--module', trusted(module), '--token-label', token, '--login']
  const answer = await runWithSecrets(
    'pkcs11-tool',
    [...login, '--pin', `env:${PIN_VARIABLE}`, ...args],
    {
      timeoutMs: TIMEOUT_MS,
      // English answers, whatever the user's language.
      environment: {
        ...partOf(environment, VARIABLES),
        LC_ALL: 'C',
        [PIN_VARIABLE]: pin.toString('utf8'),
      },
      ...(input !== undefined && { input }),
    },
  )
  if (answer.code === 0) return answer.output
  answer.output.fill(0)
  throw refusal(answer.code, answer.errors, token)
}

/** Throws `AIRLOCK_VAULT_FACTOR` without a PIN, and for one with a NUL, which no environment can hold (environ(7)). */
export function requirePin(pin: Buffer | undefined): Buffer {
  if (pin !== undefined && pin.length > 0 && !pin.includes(0)) return pin
  throw new AirlockError('AIRLOCK_VAULT_FACTOR', {
    message: 'the token wants its PIN',
    hints: ['give the PIN of the token'],
  })
}

/** The module runs in a process of this user that knows the PIN, so nobody else may have written it. */
function trusted(module: string): string {
  if (!module.startsWith('/'))
    throw unavailable(`\`${escape(module)}\` is not an absolute path`, MODULE_HINT)
  try {
    const found = findTrustedFile(module)
    if (found !== undefined) return found
  } catch (error) {
    if (AirlockError.is(error)) throw unavailable(error.message, ...error.hints)
    throw error
  }
  throw unavailable(`the module \`${escape(module)}\` is not there`, MODULE_HINT)
}

/** Error names are those of PKCS #11 3.1, section 5.1; the other texts are the tool's own. */
function refusal(code: number, errors: string, token: string): AirlockError {
  const shown = escape(token)
  if (code === 127)
    return unavailable(
      '`pkcs11-tool` is not installed',
      'sudo apt-get install opensc',
      'brew install opensc',
    )
  if (code === 124) return unavailable(`the token \`${shown}\` did not answer`, 'plug it in anew')
  if (/CKR_PIN_(?:INCORRECT|INVALID|LEN_RANGE)/.test(errors))
    return new AirlockError('AIRLOCK_VAULT_FACTOR', {
      message: `the token \`${shown}\` does not take that PIN`,
      hints: ['try again with care: a token locks itself after a few wrong PINs'],
    })
  if (/CKR_(?:PIN_LOCKED|PIN_EXPIRED|USER_PIN_NOT_INITIALIZED)/.test(errors))
    return unavailable(
      `the token \`${shown}\` has locked its PIN`,
      'set a new one with the security officer PIN: pkcs11-tool --init-pin --login --login-type so',
    )
  if (/No slot with token|CKR_TOKEN_NOT_PRESENT|CKR_DEVICE_REMOVED|No slots/.test(errors))
    return unavailable(`there is no token \`${shown}\``, 'plug it in: pkcs11-tool -T lists tokens')
  if (/Failed to load pkcs11 module|C_Initialize/.test(errors))
    return unavailable(`the module does not start: ${lastError(errors)}`, MODULE_HINT)
  if (/key not found|object not found/i.test(errors))
    return unavailable(`the token \`${shown}\` does not hold the key of this slot`, OTHER_TOKEN)
  if (/C_Decrypt/.test(errors))
    return new AirlockError('AIRLOCK_VAULT_FACTOR', {
      message: `the token \`${shown}\` does not open this slot`,
    })
  return unavailable(`the token \`${shown}\` refused: ${lastError(errors)}`, OTHER_TOKEN)
}

function lastError(errors: string): string {
  const lines = errors.split('\n').filter((line) => /^(?:error|sc_dlopen)/.test(line))
  return escape(lines.at(-1) ?? 'no reason given', 200)
}

function unavailable(message: string, ...hints: readonly string[]): AirlockError {
  return new AirlockError('AIRLOCK_VAULT_FACTOR_UNAVAILABLE', { message, hints })
}

const PIN_VARIABLE = 'MCP_AIRLOCK_PIN'
/** A key of a smart card may take seconds to make; a person waits for it. */
const TIMEOUT_MS = 30_000
/** Where modules look for their configuration: OpenSC, SoftHSM, YubiHSM, p11-kit, Thales Luna, nShield, and any that uses the home. */
const VARIABLES =
  /^(?:HOME|XDG_\w+|(?:OPENSC|SOFTHSM2|YUBIHSM|PKCS11|P11_KIT|NFAST|CKNFAST)_\w+|ChrystokiConfigurationPath)$/
const MODULE_HINT =
  "give the path of the token vendor's module; for SoftHSM: sudo apt-get install softhsm2, then `/usr/lib/softhsm/libsofthsm2.so`"
const OTHER_TOKEN = 'plug in the token that the slot was made with: pkcs11-tool -T lists tokens'
