import { escape } from '../../base/index.ts'
import type { Check } from '../check.ts'
import { member } from '../json.ts'
import { refuseCall, TOOLS_CALL } from '../tool-error.ts'
import { faultText, withoutValue } from '../tool-schema/index.ts'
import { toolNameFault } from '../tools/index.ts'

/**
 * The arguments of a call are as the tool's own input schema says. The model is told which one is not, what was expected and what came,
 * in a result, so that it can mend the call (MCP 2025-11-25, SEP-1303). A tool that was withheld is not called. One that was
 * never listed is called unchecked: a client may know it from a list that it kept (MCP 2026-07-28, `ttlMs`), and a server
 * that lists nothing gains nothing by it, since it is the one that gets the arguments.
 */
export const toolArguments: Check = (message, view) => {
  const { from, envelope, outline } = message
  if (from !== 'client' || envelope.kind !== 'request' || envelope.method !== TOOLS_CALL) {
    return undefined
  }
  const name = member(outline.params, 'name')
  if (typeof name !== 'string') return undefined
  const tool = view.tools.of(name)
  // None is known under a name that is at fault.
  const fault = tool?.kind === 'sound' ? undefined : toolNameFault(name)
  if (fault !== undefined) return withheld(message, name, `has a name that ${fault}`)
  if (tool === undefined) return undefined
  if (tool.kind === 'withheld') return withheld(message, name, tool.reason)
  const isCut = envelope.longStrings !== undefined
  if (isCut && tool.input.fitsByOutline(member(outline.params, 'arguments') ?? {})) return undefined
  const faults = tool.input.validate(member(message.body.params, 'arguments') ?? {})
  if (faults === undefined) return undefined
  const refused = refuseCall(message, WRONG, toldOf(faults.map(faultText)))
  return { ...refused, recorded: toldOf(faults.map(withoutValue)) }
}

function toldOf(faults: readonly string[]): string {
  return `the tool did not run: ${faults.join('; ')}`
}

function withheld(message: Parameters<Check>[0], name: string, reason: string) {
  return refuseCall(
    message,
    WITHHELD,
    `the tool \`${escape(name, 128)}\` is withheld: it ${reason}`,
  )
}

const WRONG = 'invalid-arguments'
const WITHHELD = 'tool-denied'
