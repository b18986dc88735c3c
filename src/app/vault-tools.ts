import { connectAgent, displayOf, FailureLedger } from '../agent/index.ts'
import { AirlockError } from '../base/index.ts'
import { readDescriptor } from '../os/index.ts'
import {
  type Asking,
  askPerson,
  displayEnvironment,
  openBrowser,
  type Told,
  terminalPrompt,
} from '../prompt/index.ts'
import {
  createKdf,
  type Kdf,
  loadSuite,
  type OpenVault,
  openVault,
  readVaultFile,
  rememberVault,
  type Suite,
  updateVaultFile,
  type VaultDocument,
  type VaultPlace,
} from '../vault/index.ts'
import { type Directories, directoriesOf } from './directories.ts'
import { type Io, tell } from './io.ts'
import { type GivenFactors, type NotOpened, type Question, unlock } from './unlocking.ts'

/** How a command line says to open the vault. */
export interface UnlockFlags {
  /** Label of the slot. */
  readonly slot?: string
  readonly keyFile?: string
  /** Descriptors to read the passphrase and the PIN of a token or TPM from, up to the end or the first newline. */
  readonly passphraseFd?: number
  readonly pinFd?: number
}

/** What every command about the vault needs. */
export interface VaultTools {
  readonly directories: Directories
  readonly place: VaultPlace
  readonly suite: Suite
  readonly kdf: Kdf
  readonly ledger: FailureLedger
}

export async function vaultTools(io: Io): Promise<VaultTools> {
  const directories = directoriesOf(io)
  return {
    directories,
    place: { directory: directories.vault, state: directories.vaultState },
    suite: await loadSuite(),
    kdf: createKdf(`${io.packageRoot}/dist/kdf.cjs`),
    ledger: new FailureLedger(directories.vaultState),
  }
}

/**
 * Opens the vault with what the command line brought, or by asking in the terminal, and calls `work`; the key is wiped afterwards. Throws
 * AIRLOCK_VAULT_LOCKED when nobody opened it, and what reading it throws.
 */
export async function withVault<T>(
  io: Io,
  flags: UnlockFlags & Pick<GivenFactors, 'byPerson'>,
  work: (open: OpenVault, tools: VaultTools) => T | Promise<T>,
): Promise<T> {
  const tools = await vaultTools(io)
  const document = readVaultFile(tools.place)
  const vaultKey = await unlockHere(io, { ...tools, document }, flags)
  const open = openVault(tools.suite, document, vaultKey)
  vaultKey.fill(0)
  try {
    await rememberVault(tools.place, open)
    return await work(open, tools)
  } finally {
    open.close()
  }
}

/** Opens the vault, changes it under its lock and writes it. Throws as `withVault` and `updateVaultFile`. */
export async function changeVault(
  io: Io,
  flags: UnlockFlags,
  change: (open: OpenVault) => OpenVault | Promise<OpenVault>,
): Promise<void> {
  await withVault(io, flags, ({ vaultKey }, { place, suite }) =>
    updateVaultFile(place, { suite, vaultKey, change }).then((saved) => saved.close()),
  )
}

/** The key of this vault, by what is at hand in a terminal. The caller wipes it. */
export async function unlockHere(
  io: Io,
  tools: VaultTools & { readonly document: VaultDocument },
  flags: UnlockFlags & Pick<GivenFactors, 'byPerson'>,
): Promise<Buffer> {
  const given = givenBy(io, flags)
  try {
    const key = await unlock({
      ...tools,
      given,
      environment: io.environment,
      remedy: 'run it in a terminal, or give `--passphrase-fd`',
      ask: (question) =>
        question.prf === undefined ? askHere(UNLOCK, question) : askOnPage(io, UNLOCK, question),
    })
    if (Buffer.isBuffer(key)) return key
    throw notOpened(key)
  } finally {
    given.passphrase?.fill(0)
    given.pin?.fill(0)
  }
}

/** Where the agent and later commands find it too, wherever they are started. */
export function absolute({ workingDirectory }: Io, path: string): string {
  return path.startsWith('/') ? path : `${workingDirectory}/${path}`
}

/** Asks in the terminal, whatever standard input and output are. */
function askHere(
  title: string,
  question: Pick<Asking, 'wants' | 'lines' | 'error'>,
): Promise<Told> {
  return terminalPrompt({
    title,
    ...question,
    timeoutMs: PATIENCE_MS,
    signal: new AbortController().signal,
  })
}

/** Asks on a page, which alone reaches a security key; the person opens it where the terminal is. */
async function askOnPage(io: Io, title: string, question: Question): Promise<Told> {
  return await askPerson(
    { title, ...question, timeoutMs: PATIENCE_MS, signal: new AbortController().signal },
    { page: {} },
    async (url) => {
      tell(io, `open ${url}`)
      await openBrowser(url, await displayEnvironment(displayOf(io.environment)))
      return true
    },
  )
}

/** The bytes that somebody typed. Throws AIRLOCK_TERMINAL when nobody can or will. The caller wipes them. */
export async function askSecretHere(
  title: string,
  question: Pick<Asking, 'wants' | 'lines' | 'error'>,
): Promise<Buffer> {
  const told = await askHere(title, question)
  if (told.kind === 'secret') return told.value
  throw new AirlockError('AIRLOCK_TERMINAL', {
    message: told.kind === 'unavailable' ? told.reason : 'nothing was typed',
    hints: ['run it in a terminal, or give what it asks by a flag; see --help'],
  })
}

/**
 * Locks the agent, if one runs: its key is of no use after a change of keys, or must not outlive a change of slots. That change is made, so that
 * one which cannot be locked is told and no error.
 */
export async function lockAgent(io: Io, { agent }: Directories): Promise<void> {
  try {
    const client = await connectAgent(agent)
    await client?.lock().finally(() => client.close())
  } catch (error) {
    if (!AirlockError.is(error)) throw error
    tell(io, `the agent still holds the key: ${error.message}; mcp-airlock lock`)
  }
}

function givenBy(
  io: Io,
  { slot, keyFile, passphraseFd, pinFd, byPerson }: Parameters<typeof unlockHere>[2],
): GivenFactors {
  const passphrase = passphraseFd === undefined ? undefined : lineFrom(passphraseFd)
  const pin = pinFd === undefined ? undefined : lineFrom(pinFd)
  return { slot, byPerson, passphrase, pin, keyFile: keyFile && absolute(io, keyFile) }
}

/** Up to the first newline, as `gpg --passphrase-fd` reads it (gpg(1)). The caller wipes it. */
export function lineFrom(descriptor: number): Buffer {
  const bytes = readDescriptor(descriptor, MOST_BYTES)
  const end = bytes.indexOf(0x0a)
  if (end === -1) return bytes
  bytes.fill(0, end)
  return bytes.subarray(0, end)
}

function notOpened({ refused, hints }: NotOpened): AirlockError {
  return new AirlockError(
    refused === 'delayed' ? 'AIRLOCK_VAULT_DELAYED' : 'AIRLOCK_VAULT_LOCKED',
    {
      message: MESSAGES[refused],
      hints,
    },
  )
}

const MESSAGES: Readonly<Record<NotOpened['refused'], string>> = {
  cancelled: 'the vault stays locked: nobody answered',
  timeout: 'the vault stays locked: nobody answered in time',
  unavailable: 'the vault stays locked: nobody could be asked',
  delayed: 'the vault stays locked for a while: there were too many wrong attempts',
}

const UNLOCK = 'unlock the vault of mcp-airlock'
const PATIENCE_MS = 5 * 60_000
const MOST_BYTES = 4096
