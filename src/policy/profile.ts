import type { AccessRules } from './access.ts'
import type { ProfileApprovals } from './approvals.ts'
import type { LintMode, ProfileContent, TextMode } from './content.ts'
import type { ProfileLog } from './log.ts'
import type { PinMode } from './pins.ts'
import type { ProfileRate, WrittenRate } from './rate.ts'
import type { RoleRules, WrittenRole } from './roles.ts'
import type { ProfileSecrets } from './secrets.ts'
import type { ToolRules } from './tools.ts'

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
  /**
   * Whether the server may write into the repositories of its writable directories, but for what git takes commands from; their work trees it
   * may write either way.
   */
  readonly git: 'read' | 'write'
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
  /** Variables of the server as written; `serverEnvironment` fills in `${home}`, and whoever starts it the secrets. */
  readonly env: Readonly<Record<string, string>>
  /** Names of the client's variables that the server receives when they are set. */
  readonly inherit: readonly string[]
  readonly capabilities: ProfileCapabilities
  /** Methods outside the protocol that pass in both directions, with whatever they carry. */
  readonly methods: readonly string[]
  /** Whether several messages may come in one array, where MCP 2025-03-26 was agreed on. */
  readonly batches: 'deny' | 'allow'
  readonly limits: ProfileLimits
  readonly tools: ToolRules
  readonly resources: AccessRules
  readonly prompts: AccessRules
  /** Named sets of rules that take away from those above; `resolveRole` says what holds. */
  readonly roles: Readonly<Record<string, RoleRules>>
  /** The role that holds when none is chosen. */
  readonly role: string
  readonly approvals: ProfileApprovals
  readonly rate: ProfileRate
  readonly text: TextMode
  readonly content: ProfileContent
  readonly lint: LintMode
  readonly pins: PinMode
  readonly secrets: ProfileSecrets
  readonly log: ProfileLog
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
  readonly batches?: 'deny' | 'allow'
  readonly limits?: Partial<ProfileLimits>
  readonly tools?: Partial<ToolRules>
  readonly resources?: Partial<AccessRules>
  readonly prompts?: Partial<AccessRules>
  readonly roles?: Readonly<Record<string, WrittenRole>>
  readonly role?: string
  readonly approvals?: Partial<ProfileApprovals>
  readonly rate?: WrittenRate
  readonly text?: TextMode
  readonly content?: Partial<ProfileContent>
  readonly lint?: LintMode
  readonly pins?: PinMode
  readonly secrets?: Partial<ProfileSecrets>
  readonly log?: Partial<ProfileLog>
}
