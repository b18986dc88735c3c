import type { AsyncEntry } from '@napi-rs/keyring'
import { AirlockError, escape } from '../base/index.ts'
import { factorOf, keyFrom } from './device-secret.ts'
import type { Factor, FactorRecord } from './factor.ts'
import { newSalt, newSecret, textOf } from './record.ts'

/** What the entry in the keyring is called. */
export interface KeyringEnrolment {
  /** The vault's id. */
  readonly vault: string
  /** What tells this slot from others of the vault. */
  readonly slot: string
}

/**
 * Makes a factor that the user's keyring keeps: GNOME Keyring or KWallet by the Secret Service, the Keychain, the Credential Manager. It is
 * open to every program of an unlocked session, so it binds to the device and is no second factor against such a program.
 *
 * @throws AirlockError `AIRLOCK_VAULT_FACTOR_UNAVAILABLE` when the optional package is not installed, there is no keyring, or it is locked.
 */
export async function enrolKeyring({ vault, slot }: KeyringEnrolment): Promise<Factor> {
  const account = `${vault}/${slot}`
  const secret = newSecret()
  // As text, which every keyring can show and export.
  const text = Buffer.from(secret.toString('base64'), 'ascii')
  await askKeyring(SERVICE, account, (entry, signal) => entry.setSecret(text, signal))
  text.fill(0)
  return factorOf({ type: 'keyring', service: SERVICE, account, salt: newSalt() }, secret)
}

/** Throws as `enrolKeyring`, also when the keyring has no such entry; `AIRLOCK_VAULT_FACTOR` when it holds something else. */
export async function presentKeyring(record: FactorRecord): Promise<Buffer> {
  const [service, account] = [textOf(record, 'service'), textOf(record, 'account')]
  // As bytes, and of the two ways to read the one whose documentation says that a locked keyring is an error.
  const held = await askKeyring(service, account, (entry, signal) => entry.getSecret(signal))
  if (held === null)
    throw unavailable(
      'the keyring has no entry for this slot, or there is no keyring on the session bus',
      INSTALL,
      'unlock with another slot, and make a new one here: mcp-airlock vault slots add',
    )
  const text = Buffer.from(held)
  held.fill(0)
  const key = keyFrom(record, Buffer.from(text.toString('ascii'), 'base64'))
  text.fill(0)
  if (key !== undefined) return key
  throw new AirlockError('AIRLOCK_VAULT_FACTOR', {
    message: 'what the keyring holds is not the secret of this slot',
  })
}

/** Takes the slot's entry out of the keyring; false when there was none. Throws as `enrolKeyring`. */
export function forgetKeyring(record: FactorRecord): Promise<boolean> {
  const [service, account] = [textOf(record, 'service'), textOf(record, 'account')]
  return askKeyring(service, account, (entry, signal) => entry.deleteCredential(signal))
}

/** A locked keyring may ask the user in a window of its own, so the call is asynchronous and ends after a while. */
async function askKeyring<T>(
  service: string,
  account: string,
  ask: (entry: AsyncEntry, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const Entry = await load()
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('nobody answered its question')))
  })
  try {
    // Left to itself the package falls back to the kernel's keyring, which the next start of the machine empties.
    const entry = new Entry(service, account, { linux: { store: 'secret-service' } })
    return await Promise.race([ask(entry, signal), late])
  } catch (error) {
    throw refusal(error)
  }
}

async function load(): Promise<typeof AsyncEntry> {
  try {
    return (await import('@napi-rs/keyring')).AsyncEntry
  } catch (cause) {
    throw new AirlockError('AIRLOCK_VAULT_FACTOR_UNAVAILABLE', {
      message: 'the optional package `@napi-rs/keyring` is not installed',
      hints: ['npm install --global @napi-rs/keyring'],
      cause,
    })
  }
}

/** The package's errors have texts only, those of the Rust crate `keyring`. */
function refusal(error: unknown): AirlockError {
  const text = error instanceof Error ? error.message : String(error)
  if (/DBus|DBUS_SESSION_BUS_ADDRESS|no result found/i.test(text))
    return unavailable('there is no session bus, or no keyring on it', INSTALL)
  if (/dismissed|locked|nobody answered/i.test(text))
    return unavailable(
      'the keyring is locked',
      'unlock the keyring: log in to the desktop, or open Passwords and Keys',
    )
  return unavailable(
    `the keyring refused: ${escape(text, 200)}`,
    'unlock with another slot: mcp-airlock vault status names them',
  )
}

function unavailable(message: string, ...hints: readonly string[]): AirlockError {
  return new AirlockError('AIRLOCK_VAULT_FACTOR_UNAVAILABLE', { message, hints })
}

const SERVICE = 'mcp-airlock'
const INSTALL = 'sudo apt-get install gnome-keyring dbus-user-session, and log in anew'
/** Below the 44 seconds that a start waits for its secrets, so that another slot can still be tried. */
const TIMEOUT_MS = 20_000
