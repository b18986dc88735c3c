import type * as ApprovalModule from '../approval/index.ts'
import { escape } from '../base/index.ts'
import type { Question } from '../inspect/index.ts'
import { loadModule } from '../os/index.ts'
import { type Io, tell } from './io.ts'

/** Asks somebody in a terminal. */
export interface TerminalApprover {
  ask(question: Question): ReturnType<ApprovalModule.Desk['ask']>
  cancel(ticket: string): void
  /** Takes back whatever was asked, and removes what asking left in the file system. */
  close(): Promise<void>
}

/** Lays questions where `mcp-airlock approve` finds them. Loads and opens nothing before the first one. */
export function terminalApprover(io: Io, directory: string): TerminalApprover {
  let desk: ApprovalModule.Desk | undefined
  return {
    ask: (question) => {
      desk ??= openDesk(io, directory)
      return desk.ask(question)
    },
    cancel: (ticket) => desk?.cancel(ticket),
    close: async () => {
      await desk?.close()
    },
  }
}

/** A text that nobody can guess. */
export function newToken(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES))).toString('hex')
}

function openDesk(io: Io, directory: string): ApprovalModule.Desk {
  const { Desk } = loadModule(`${io.packageRoot}/dist/approval.cjs`) as typeof ApprovalModule
  return new Desk({
    directory,
    name: newToken().slice(0, NAME_LENGTH),
    onFault: (reason) => tell(io, `nobody can be asked for consent: ${escape(reason)}`),
  })
}

const TOKEN_BYTES = 16
/** Short, because the name of a socket may not be long; no two launchers of one user share one by chance. */
const NAME_LENGTH = 16
