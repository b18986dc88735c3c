import type { Display, Place } from './protocol.ts'

/** One approved first use: this profile may hand the entry to this program. */
export interface AgentRelease {
  readonly profile: string
  /** SHA-256 of the program in hexadecimal, or the name and version of a package. */
  readonly program: string
}

/** What the agent knows of an entry without reading its value. */
export interface AgentEntry {
  readonly name: string
  /** Profiles that may have it; `*` is any. */
  readonly scopes: readonly string[]
  readonly releases: readonly AgentRelease[]
  /** When the value was set: milliseconds since 1970, or a date that `Date.parse` reads. */
  readonly rotated: number | string
  /** Days until it should be replaced; 0 is never. */
  readonly rotateAfterDays: number
  readonly kind: 'secret' | 'totp'
}

/** The vault, as the agent needs it. It re-reads the file when that changed on disk. */
export interface AgentVault {
  /**
   * Opens the vault with its key; throws an AirlockError when the key is wrong. The buffer stays the agent's, which wipes it after `lock()`:
   * keep it by reference, or wipe every copy in `lock()`.
   */
  open(vaultKey: Buffer): Promise<void>
  entries(): readonly AgentEntry[]
  /** What whoever uses it should be told of the vault itself, one line each; usually nothing. `now` in milliseconds since 1970. */
  reminders(now: number): readonly string[]
  /** The value, in a buffer of the agent's own, which wipes it when it was sent. */
  read(name: string): Buffer
  /** Writes the release into each of the entries. */
  approve(names: readonly string[], release: AgentRelease): Promise<void>
  /** Wipes whatever was made from the key. Called when nothing is open, too. */
  lock(): void
}

/** What both questions to a person have in common. */
export interface Asked {
  /** What to show, escaped. */
  readonly lines: readonly string[]
  /** Variables of the session of whoever asks (DISPLAY, WAYLAND_DISPLAY, GPG_TTY …): where a window can open. */
  readonly display: Display
  /** The client can show a person a URL. */
  readonly elicit: boolean
  /** Tells every launcher that waits where the question can be answered. */
  readonly onUrl: (place: Place) => void
  /** Aborts when nobody waits for the answer any more: take the question away. */
  readonly signal: AbortSignal
  readonly timeoutMs: number
}

/** May the agent have the key? */
export interface UnlockQuestion extends Asked {
  /** Only what a person gives counts, so that it is known that one is there: whatever opens the vault without asking anybody does not. */
  readonly byPerson: boolean
}

/** May this program have these entries? */
export interface ReleaseQuestion extends Asked {
  readonly profile: string
  readonly program: string
  readonly commandLine: string
  readonly names: readonly string[]
}

/** Why nobody unlocked. `delayed`: too many wrong attempts, wait. */
export interface NotUnlocked {
  readonly refused: 'cancelled' | 'timeout' | 'unavailable' | 'delayed'
  readonly hints: readonly string[]
}

/** How the agent asks a person. One question at a time; neither may reject but for a bug. */
export interface AgentAsk {
  /** The vault key, proven to open the vault or not; the agent takes the buffer and wipes it. */
  unlock(question: UnlockQuestion): Promise<Buffer | NotUnlocked>
  approve(question: ReleaseQuestion): Promise<'always' | 'once' | 'no' | 'unavailable'>
}

/** Two clocks, so that sleep shows: the one on the wall goes on, the other stands still (clock_gettime(2), CLOCK_MONOTONIC). */
export interface AgentClock {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds by a clock that nobody sets. */
  uptimeMs(): number
}

/** Milliseconds; `standardLimits` holds what is meant for people. */
export interface AgentLimits {
  /** Without a request that uses the key: lock. As long again without any: end. */
  readonly idleMs: number
  /** After unlocking, however busy: lock. */
  readonly absoluteMs: number
  /** How far the clock on the wall may leave the other between two looks. */
  readonly jumpMs: number
  /** Between two looks at the clocks. */
  readonly tickMs: number
  /** How long a peer may take to say what it wants, and to take the answer. */
  readonly silenceMs: number
  /** How long one question may stand; launchers that wait have a shorter time of their own. */
  readonly promptMs: number
  /** How long a step-up counts. */
  readonly stepUpMs: number
}

/** Why an agent ended. */
export type AgentEnd = 'idle' | 'signal' | 'shutdown'

export interface AgentOptions {
  /** Private (0700); holds `socket` and `token`. */
  readonly directory: string
  readonly vault: AgentVault
  readonly ask: AgentAsk
  readonly clock: AgentClock
  readonly limits: AgentLimits
  /** What hardening was reached, for `status`. */
  readonly hardening: Readonly<Record<string, string>>
  /** The socket is gone and the key is wiped: end the process. */
  readonly onEnd: (why: AgentEnd) => void
}
