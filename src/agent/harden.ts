import { AirlockError } from '../base/index.ts'
import {
  closeToOthers,
  debuggingAsked,
  keepVariables,
  LASTING_VARIABLES,
  measureExposure,
  takeDebugSignal,
} from '../os/index.ts'

/** What was reached, measured, by name: for `status`, in words for a person. */
export type Hardening = Readonly<Record<string, string>>

/**
 * Makes the process fit to hold secrets; the first thing that an agent does. Throws `AIRLOCK_VAULT_PERMISSIONS` when it is traced, has an inspector
 * or was started with options that bring in foreign code. What cannot be had here is said, not refused: no swap-proof memory, and no
 * protection from another program of the same user that may trace it.
 */
export function harden(): Hardening {
  takeDebugSignal()
  const asked = debuggingAsked()
  if (asked.length > 0) throw refusal(`it was started with ${asked.join(', ')}`)
  closeToOthers()
  const removed = keepVariables([...LASTING_VARIABLES, ...OF_THE_SHELL])
  const exposure = measureExposure()
  if (exposure.isTraced === true) throw refusal('another process traces it')
  const { coreBytes, isCorePiped, isUndumpable, ptraceScope } = exposure
  return {
    inspector: 'closed; SIGUSR1 opens none',
    environment:
      removed.length === 0 ? 'only what it needs' : `${removed.length} variables removed`,
    'core dumps': coreOf(coreBytes, isCorePiped),
    'memory read by the same user': readersOf(isUndumpable, ptraceScope),
  }
}

function coreOf(bytes: number | undefined, isPiped: boolean | undefined): string {
  if (bytes === undefined) return 'not known here'
  if (bytes > 0) return 'not prevented'
  return isPiped === true
    ? 'limit 0; a program gets them all the same if it ignores the limit'
    : 'none'
}

function readersOf(isUndumpable: boolean | undefined, ptraceScope: number | undefined): string {
  if (isUndumpable === true) return 'prevented by the kernel (not dumpable)'
  if (ptraceScope !== undefined && ptraceScope > 0)
    return `only by ancestors and root (ptrace_scope ${ptraceScope})`
  return isUndumpable === undefined ? 'not prevented, or not known here' : 'not prevented'
}

function refusal(why: string): AirlockError {
  return new AirlockError('AIRLOCK_VAULT_PERMISSIONS', {
    message: `the agent does not start where others could read its memory: ${why}`,
    hints: ['unset NODE_OPTIONS and LD_PRELOAD, and start it with mcp-airlock unlock'],
  })
}

/** Set by sh(1) itself. */
const OF_THE_SHELL = ['PWD', 'OLDPWD', 'SHLVL', '_']
