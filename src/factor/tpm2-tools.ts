import { AirlockError, escape } from '../base/index.ts'
import { LENT_FILE, makeScratch, runWithSecrets } from '../os/index.ts'
import { partOf } from './device-secret.ts'
import type { Environment } from './factor.ts'

/** The tools talk to each other through files; none of these is secret, the TPM has encrypted what must not be read. */
export interface TpmSession {
  /** Where a file of that name lies. */
  place(name: string): string
  write(name: string, bytes: Uint8Array): string
  /**
   * Runs one of tpm2-tools; the caller wipes what it prints. `password` goes to its standard input and is wiped, `sealed` goes through
   * memory: neither becomes an argument or lies on a disk.
   */
  run(tool: string, args: readonly string[], secrets?: TpmSecrets): Promise<Buffer>
  /** Frees what earlier calls left in the TPM, which has room for three objects; a resource manager does it by itself. */
  flush(): Promise<void>
}

export interface TpmSecrets {
  readonly password?: Buffer
  readonly sealed?: Buffer
}

/** Calls `work` with a private scratch directory, and leaves neither files nor objects in the TPM behind. Throws as `enrolTpm2`. */
export async function withTpm<T>(
  environment: Environment,
  work: (tpm: TpmSession) => Promise<T>,
): Promise<T> {
  const scratch = makeScratch()
  const variables = { ...partOf(environment, VARIABLES), LC_ALL: 'C' }
  const flush = async () => {
    if (hasResourceManager(environment)) return
    await runWithSecrets('tpm2_flushcontext', ['-t'], {
      timeoutMs: TIMEOUT_MS,
      environment: variables,
    })
  }
  try {
    // What another program left there may have taken all the room.
    await flush()
    return await work({
      place: (name) => `${scratch.path}/${name}`,
      write: (name, bytes) => scratch.write(name, bytes),
      run: (tool, args, secrets) => runTool(tool, args, variables, secrets),
      flush,
    })
  } finally {
    scratch.remove()
    await flush()
  }
}

async function runTool(
  tool: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  { password, sealed }: TpmSecrets = {},
): Promise<Buffer> {
  const secretArgs = [
    ...(password === undefined ? [] : ['-p', 'file:-']),
    ...(sealed === undefined ? [] : ['-i', LENT_FILE]),
  ]
  const answer = await runWithSecrets(tool, ['-Q', ...args, ...secretArgs], {
    timeoutMs: TIMEOUT_MS,
    environment,
    ...(password !== undefined && { input: password }),
    ...(sealed !== undefined && { lent: sealed }),
  }).finally(() => password?.fill(0))
  if (answer.code === 0) return answer.output
  answer.output.fill(0)
  throw refusal(answer.code, answer.errors)
}

/** Without a setting the tools try the broker and `/dev/tpmrm0` first (tss2-tctildr(7)); both manage. */
function hasResourceManager(environment: Environment): boolean {
  return /^$|^tabrmd|tpmrm/.test(environment['TPM2TOOLS_TCTI'] ?? '')
}

function refusal(code: number, errors: string): AirlockError {
  if (code === 127)
    return unavailable('the TPM tools are not installed', 'sudo apt-get install tpm2-tools')
  if (code === 124) return unavailable('the TPM did not answer', 'try again')
  const [, digits = '0'] = /^ERROR: \w+\(0x([0-9a-f]+)\)/im.exec(errors) ?? []
  switch (kindOf(Number.parseInt(digits, 16))) {
    case AUTH_FAIL:
    case BAD_AUTH:
      return new AirlockError('AIRLOCK_VAULT_FACTOR', {
        message: 'the TPM does not take that PIN',
        hints: ['try again with care: the TPM locks itself after a few wrong PINs'],
      })
    case LOCKOUT:
      return new AirlockError('AIRLOCK_VAULT_DELAYED', {
        message: 'the TPM has locked itself after too many wrong PINs',
        hints: [
          'wait: `tpm2_getcap properties-variable` shows TPM2_PT_LOCKOUT_INTERVAL, the seconds for each new try',
          'sudo tpm2_dictionarylockout --clear-lockout',
        ],
      })
    case INTEGRITY:
      return unavailable(
        'the slot was made with another TPM, or this one was cleared since',
        'unlock with another slot, and make a new one here: mcp-airlock vault slots add',
      )
    default:
      return missing(errors)
  }
}

function missing(errors: string): AirlockError {
  if (/device file \S+: Permission denied/.test(errors))
    return unavailable('the TPM may not be used by this user', 'sudo usermod -aG tss "$USER"')
  if (/Could not load tcti/i.test(errors))
    return unavailable(
      'no TPM can be reached',
      'enable the TPM in the firmware, or set TPM2TOOLS_TCTI to where it is',
    )
  const line = errors.split('\n').find((text) => text.startsWith('ERROR: ')) ?? 'no reason given'
  return unavailable(`the TPM refused: ${escape(line, 200)}`, 'tpm2_getcap properties-variable')
}

/** The number without what says which handle, session or parameter it is about (TPM 2.0 Library part 2, section 6.6.2). */
function kindOf(code: number): number {
  return (code & 0x80) === 0 ? code : code & 0xbf
}

function unavailable(message: string, ...hints: readonly string[]): AirlockError {
  return new AirlockError('AIRLOCK_VAULT_FACTOR_UNAVAILABLE', { message, hints })
}

/** Part 2, section 6.6.3: TPM_RC_AUTH_FAIL, TPM_RC_BAD_AUTH, TPM_RC_INTEGRITY, TPM_RC_LOCKOUT. */
const AUTH_FAIL = 0x8e
const BAD_AUTH = 0xa2
const INTEGRITY = 0x9f
const LOCKOUT = 0x921
/** Discrete TPMs take up to some seconds for a primary key. */
const TIMEOUT_MS = 30_000
/** tpm2-tools(1) and tss2-tctildr(7). */
const VARIABLES = /^(?:HOME|TPM2TOOLS_\w+|TSS2_\w+|DBUS_\w+)$/
