import type { GroupLimits } from './group-limits.ts'
import type { Limits } from './spec.ts'

/** What becomes one descriptor of the child; its place in the list is its number. */
export type PlannedDescriptor =
  | { readonly kind: 'stdio' }
  /** Bytes that the child reads to the end; cleared once it has them when they hold a secret. */
  | {
      readonly kind: 'data'
      readonly name: string
      readonly bytes: Uint8Array
      readonly isSecret?: true
    }
  /** A file of the package or of the system that the child reads to the end; opened by the launcher, never the server's. */
  | { readonly kind: 'file'; readonly name: string; readonly path: string }
  /** Where the backend reports the process it started. */
  | { readonly kind: 'status' }
  /** The socket over which the gate says READY and waits for GO. */
  | { readonly kind: 'gate' }
  /** A host path, pinned by the launcher so that nothing can be swapped under it. */
  | { readonly kind: 'pin'; readonly path: string }

/** Exactly how a chamber is started on this operating system. A value: nothing has happened yet. */
export interface LaunchPlan {
  readonly file: string
  /** Visible in /proc on the host and inside; holds no secret. */
  readonly arguments: readonly string[]
  readonly descriptors: readonly PlannedDescriptor[]
  /** What must be seen in /proc before the server may start. */
  readonly expected: {
    /** Names under /proc/pid/ns that must differ from the launcher's own. */
    readonly namespaces: readonly string[]
    readonly limits: Limits
  }
  /** Limits that the parked chamber is put under by a control group; undefined when RLIMITs do it all. */
  readonly group: GroupLimits | undefined
}
