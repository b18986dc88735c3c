import type { AgentEntry, AgentRelease, AgentVault } from '../agent/index.ts'
import { AirlockError, unmoved } from '../base/index.ts'
import { versionOf } from '../os/index.ts'
import {
  changeEntry,
  type OpenVault,
  openVault,
  readVaultFile,
  rememberVault,
  type Suite,
  updateVaultFile,
  type VaultPlace,
} from '../vault/index.ts'
import { keyReminder } from './key-age.ts'
import { released } from './released.ts'

/** The vault as the agent holds it: open while it has the key, read again when the file was changed. */
export class HeldVault implements AgentVault {
  readonly #place: VaultPlace
  readonly #suite: Suite
  #open: OpenVault | undefined
  #version: string | undefined

  constructor(place: VaultPlace, suite: Suite) {
    this.#place = place
    this.#suite = suite
  }

  async open(vaultKey: Buffer): Promise<void> {
    this.lock()
    this.#take(vaultKey)
    await rememberVault(this.#place, this.#current())
  }

  entries(): readonly AgentEntry[] {
    return this.#current().entries()
  }

  reminders(now: number): readonly string[] {
    const reminder = keyReminder(this.#current().document, now)
    return reminder === undefined ? [] : [reminder]
  }

  read(name: string): Buffer {
    return this.#current().read(name)
  }

  async approve(names: readonly string[], release: AgentRelease): Promise<void> {
    // A copy: others may wait for the file as well, and meanwhile a lock or a change of it wipes the one that is held.
    const vaultKey = unmoved(KEY_BYTES)
    this.#current().vaultKey.copy(vaultKey)
    try {
      const saved = await updateVaultFile(this.#place, {
        suite: this.#suite,
        vaultKey,
        change: (open) =>
          names.reduce(
            (vault, name) => changeEntry(vault, name, (entry) => released(entry, release)),
            open,
          ),
      })
      saved.close()
    } finally {
      vaultKey.fill(0)
    }
  }

  lock(): void {
    this.#open?.close()
    this.#open = undefined
    this.#version = undefined
  }

  /** Throws what reading and opening throw: a file that somebody spoiled is not answered from memory. */
  #current(): OpenVault {
    if (this.#open === undefined)
      throw new AirlockError('AIRLOCK_VAULT_LOCKED', { message: 'the vault is locked' })
    if (versionOf(`${this.#place.directory}/vault.json`) === this.#version) return this.#open
    const before = this.#open
    this.#take(before.vaultKey)
    before.close()
    return this.#open
  }

  #take(vaultKey: Buffer): void {
    // Before the file is read: a change in between is seen the next time.
    const version = versionOf(`${this.#place.directory}/vault.json`)
    this.#open = openVault(this.#suite, readVaultFile(this.#place), vaultKey)
    this.#version = version
  }
}

const KEY_BYTES = 32
