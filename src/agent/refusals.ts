import { AirlockError, escape, shellWord } from '../base/index.ts'
import type { NotUnlocked } from './ports.ts'
import type { Refusal } from './protocol.ts'

/** Nobody unlocked the vault, and why. */
export function notUnlocked({ refused, hints }: NotUnlocked): Refusal {
  if (refused === 'delayed')
    return {
      code: 'AIRLOCK_VAULT_DELAYED',
      message: 'after too many wrong attempts the vault takes no other one yet',
      hints: hints.length > 0 ? hints : ['wait, or mcp-airlock vault recover'],
    }
  return locked(REASONS[refused], hints)
}

export function locked(why: string, hints: readonly string[] = []): Refusal {
  return {
    code: 'AIRLOCK_VAULT_LOCKED',
    message: `the vault is locked: ${why}`,
    hints: hints.length > 0 ? hints : ['mcp-airlock unlock'],
  }
}

export function unapproved(profile: string, names: readonly string[], why: string): Refusal {
  const list = names.map((name) => `\`${escape(name)}\``).join(', ')
  return {
    code: 'AIRLOCK_VAULT_UNAPPROVED',
    message: `the program of the profile \`${escape(profile)}\` has not been allowed to have ${list}: ${why}`,
    hints: [`mcp-airlock vault approve ${shellWord(profile)}`],
  }
}

/** What a port threw. Anything but an AirlockError is a bug, and still no reason to end the agent or to hand out anything. */
export function refusalOf(error: unknown): Refusal {
  if (AirlockError.is(error)) {
    const { code, message, hints } = error
    return { code, message, hints }
  }
  const reason = error instanceof Error ? error.message : String(error)
  return locked(`the agent failed (${escape(reason)})`)
}

const REASONS: Readonly<Record<Exclude<NotUnlocked['refused'], 'delayed'>, string>> = {
  cancelled: 'the person who was asked did not want to unlock it',
  timeout: 'nobody unlocked it in time',
  unavailable: 'nobody could be asked',
}
