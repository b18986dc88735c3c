/** A host path that the server may see. Files and directories alike; the target is the path inside. */
export interface Bind {
  /** Absolute, canonical host path (no symbolic link in it). */
  readonly source: string
  /** Absolute path inside the chamber. */
  readonly target: string
  readonly mode: 'read' | 'write'
}

/** A variable with a secret value, in memory that its owner clears. Holds no NUL. */
export interface SecretValue {
  readonly name: string
  readonly value: Uint8Array
}

/** A symbolic link inside the chamber. */
export interface Link {
  readonly path: string
  readonly target: string
}

/** Limits set inside the chamber, per process unless said otherwise. All are hard limits. */
export interface Limits {
  /** RLIMIT_NPROC: processes and threads of this chamber's user. */
  readonly processes: number
  /** RLIMIT_DATA in bytes. */
  readonly memoryPerProcess: number
  /** RLIMIT_FSIZE in bytes. */
  readonly fileBytes: number
  /** RLIMIT_NOFILE. */
  readonly openFiles: number
  /** Bytes of memory for the whole chamber, swap included; needs a control group. */
  readonly memoryTotal?: number
  /** Processors for the whole chamber, e.g. 1.5; needs a control group. */
  readonly cpus?: number
}

/**
 * What a chamber must be, in our words: no bubblewrap flag, no system call. Everything is resolved: a backend turns this into
 * a plan without looking at the machine.
 */
export interface SandboxSpec {
  /** Absolute path of the program inside the chamber, then its arguments. */
  readonly command: readonly [string, ...string[]]
  /** Working directory inside; must exist there. */
  readonly workingDirectory: string
  /** The whole environment of the server; nothing is inherited. Names match [A-Za-z_][A-Za-z0-9_]*. */
  readonly environment: Readonly<Record<string, string>>
  /** Variables beside those, whose values nobody but the server may see. */
  readonly secrets?: readonly SecretValue[]
  readonly binds: readonly Bind[]
  readonly links: readonly Link[]
  /** The home directory inside: an empty directory in memory. */
  readonly home: string
  readonly user: { readonly uid: number; readonly gid: number; readonly name: string }
  /** Size of each directory in memory (/tmp, home, /dev/shm), in bytes. */
  readonly tmpBytes: number
  readonly limits: Limits
  /** `host` is for our own package installer alone; no profile can ask for it. */
  readonly network: 'none' | 'host'
}
