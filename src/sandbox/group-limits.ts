import { AirlockError } from '../base/index.ts'
import type { Limits } from './spec.ts'

/** What a control group holds for a whole chamber; undefined members are not limited. */
export interface GroupLimits {
  readonly processes: number | undefined
  readonly memoryTotal: number | undefined
  readonly cpus: number | undefined
}

/** A chamber's control group. */
export interface ControlGroup {
  /** Removes the group; call it when the chamber is gone. Waits for its last process, at most a fifth of a second. */
  release(): Promise<void>
}

/**
 * The limits of a chamber's control group. One is needed for the totals whenever the profile names them, and for the process count of a root
 * caller, whose RLIMIT_NPROC the kernel ignores (kernel/fork.c: INIT_USER is exempt); where there is one, it counts the processes for
 * everybody. Undefined when none is needed.
 */
export function groupLimits(
  { processes, memoryTotal, cpus }: Limits,
  uid: number,
): GroupLimits | undefined {
  return uid !== 0 && memoryTotal === undefined && cpus === undefined
    ? undefined
    : { processes, memoryTotal, cpus }
}

/** The error for limits that need a control group where none can be had. */
export function unenforceable(reason: string): AirlockError {
  return new AirlockError('AIRLOCK_LIMIT_UNENFORCEABLE', {
    message: `no control group can hold this server's limits: ${reason}`,
    hints:
      process.getuid?.() === 0
        ? [
            'run as an ordinary user: for root the kernel ignores the process limit and only a control group holds it',
          ]
        : [
            'remove `memoryTotal` and `cpus` from `limits` of the profile',
            'or have a systemd user session with its message bus: sudo apt-get install dbus-user-session, then loginctl enable-linger',
          ],
  })
}
