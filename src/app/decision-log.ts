import type * as AuditModule from '../audit/index.ts'
import { escape } from '../base/index.ts'
import type { Observe } from '../inspect/index.ts'
import { loadModule, openAppendFile } from '../os/index.ts'
import type { Profile } from '../policy/index.ts'
import type { Io } from './io.ts'

/** A record of decisions that is being written. */
export interface DecisionLog {
  readonly observe: Observe
  /** Calls back, at most once, when the record cannot be written any more; nothing is written afterwards. */
  onFault(end: (reason: string) => void): void
}

/**
 * Opens the file that `--log-file` names. Only a session that is asked for a record loads what writes it. A record with holes would
 * look like a whole one, so its fault must end the session.
 *
 * @throws AirlockError `AIRLOCK_PATH_REFUSED` for a file that others could write, the server among them, and `AIRLOCK_PATH_MISSING`.
 */
export function openDecisionLog(
  { packageRoot }: Io,
  { name, log: { messages } }: Profile,
  file: { readonly path: string; readonly outside: readonly string[] },
): DecisionLog {
  const opened = openAppendFile(file.path, file)
  let end: ((reason: string) => void) | undefined
  let isBroken = false
  const module = loadModule(`${packageRoot}/dist/audit.cjs`) as typeof AuditModule
  const observe = module.createDecisionLog({
    append: (line) => {
      if (isBroken) return
      try {
        opened.append(line)
      } catch (error) {
        isBroken = true
        const { code = 'unknown' } = error as NodeJS.ErrnoException
        end?.(`the log file cannot be written (${escape(code)})`)
      }
    },
    session: crypto.randomUUID(),
    profile: escape(name, 200),
    messages,
  })
  return {
    observe,
    onFault: (listener) => {
      end = listener
    },
  }
}
