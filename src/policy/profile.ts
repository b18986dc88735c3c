/** What a server's program is made of; it decides which interpreter and libraries exist in the sandbox. */
export type Runtime = 'node' | 'python' | 'static'

/** What the server sees of the host's files. Paths are as written: see `expandPaths` for what they may say. */
export interface ProfileFilesystem {
  /** Files and directories shown read-only. */
  readonly read: readonly string[]
  /** Directories shown writable. */
  readonly write: readonly string[]
  /** Paths inside writable directories that stay read-only. */
  readonly protect: readonly string[]
  /** Size in bytes of each directory in memory (`/tmp`, home). */
  readonly tmp: number
  /** Whether a writable directory may hold a file that has a second name: writing one writes the other (link(2)). */
  readonly hardLinks: 'refuse' | 'allow'
}

/** Bounds on one run of the server. Sizes are bytes. */
export interface ProfileLimits {
  /** Longest message in either direction. */
  readonly messageBytes: number
  /** Deepest nesting of arrays and objects in a message. */
  readonly depth: number
  /** Processes and threads together, as RLIMIT_NPROC counts them (getrlimit(2)). */
  readonly processes: number
  /** Private writable memory of each process (RLIMIT_DATA). */
  readonly memoryPerProcess: number
  /** Descriptors of each process (RLIMIT_NOFILE). */
  readonly openFiles: number
  /** Largest file that the server may write (RLIMIT_FSIZE). */
  readonly fileBytes: number
  /** Requests without an answer, in each direction. */
  readonly outstandingRequests: number
  /** Milliseconds from the end of the input to the kill of whatever is left. */
  readonly shutdownMs: number
  /** Memory of all processes together; needs a control group. Unlimited when absent. */
  readonly memoryTotal?: number
  /** Processors for all processes together, e.g. 1.5; needs a control group. Unlimited when absent. */
  readonly cpus?: number
}

/** What the server may ask of the client. What is denied is kept from the server's view of the client too. */
export interface ProfileCapabilities {
  readonly sampling: 'allow' | 'deny'
  readonly elicitation: 'allow' | 'deny'
  readonly roots: 'allow' | 'deny'
}

/** One server's rules, complete: every file of the `extends` chain parsed and merged, every default filled in. */
export interface Profile {
  /** The name it was asked for, or the path. */
  readonly name: string
  /** Names of the profiles that it extends, nearest first. */
  readonly extends: readonly string[]
  readonly runtime: Runtime
  /** The only command line that starts; a last element `...` stands for any further arguments. */
  readonly command: readonly [string, ...string[]]
  /** Programs that exist inside besides the command's own interpreter: absolute paths or bare names. */
  readonly executables: readonly string[]
  readonly filesystem: ProfileFilesystem
  /** Variables of the server as written; `serverEnvironment` fills in `${home}`. */
  readonly env: Readonly<Record<string, string>>
  /** Names of the client's variables that the server receives when they are set. */
  readonly inherit: readonly string[]
  readonly capabilities: ProfileCapabilities
  /** Methods outside the protocol that pass in both directions, with whatever they carry. */
  readonly methods: readonly string[]
  readonly limits: ProfileLimits
}

/** What one file says: a profile with everything optional, nothing merged and no default filled in. */
export interface ProfileLayer {
  /** The name it was asked for, or the path. */
  readonly name: string
  /** The file it came from, for messages. */
  readonly file: string
  readonly extends?: string
  readonly runtime?: Runtime
  readonly command?: readonly string[]
  readonly executables?: readonly string[]
  readonly filesystem?: Partial<ProfileFilesystem>
  readonly env?: Readonly<Record<string, string>>
  readonly inherit?: readonly string[]
  readonly capabilities?: Partial<ProfileCapabilities>
  readonly methods?: readonly string[]
  readonly limits?: Partial<ProfileLimits>
}
