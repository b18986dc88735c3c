import { callerIdentity, type Identity } from '../os/index.ts'
import type { Io } from './io.ts'

/** Where mcp-airlock keeps what is the user's. `HOME` alone is enough: clients start servers with little more. */
export interface Directories {
  readonly caller: Identity
  /** The user's own profiles. */
  readonly profiles: string
  /** The shipped profiles. */
  readonly shippedProfiles: string
  /** Installed packages. */
  readonly store: string
  /**
   * Where launchers and terminals meet. Not in XDG_RUNTIME_DIR, which clients seldom hand on: the two would look in different
   * places.
   */
  readonly approvals: string
  /** What is pinned of each server. */
  readonly pins: string
  /** The vault and its backups. */
  readonly vault: string
  /** What this machine remembers of the vault: the generation that it saw last, and failed attempts. */
  readonly vaultState: string
  /** Where the agent that holds the vault's key is reached. */
  readonly agent: string
  /** The files of mcp-airlock, which no server may see. */
  readonly own: readonly string[]
}

/** By the XDG Base Directory Specification 0.8; a relative value is ignored, as it asks. */
export function directoriesOf(io: Io): Directories {
  const caller = callerIdentity(io.environment)
  const base = (variable: string, standard: string) => {
    const value = io.environment[variable]
    return `${value?.startsWith('/') ? value : `${caller.home}/${standard}`}/mcp-airlock`
  }
  const config = base('XDG_CONFIG_HOME', '.config')
  const data = base('XDG_DATA_HOME', '.local/share')
  const state = base('XDG_STATE_HOME', '.local/state')
  return {
    caller,
    profiles: `${config}/profiles`,
    shippedProfiles: `${io.packageRoot}/profiles`,
    store: `${data}/store`,
    approvals: `${state}/approvals`,
    pins: `${state}/pins`,
    vault: `${data}/vault`,
    vaultState: `${state}/vault`,
    agent: `${state}/agent`,
    own: [
      config,
      data,
      state,
      ...['bin', 'dist', 'profiles'].map((name) => `${io.packageRoot}/${name}`),
    ],
  }
}
