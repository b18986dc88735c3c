import { type Ask, asksIn } from '../asks.ts'
import type { Check } from '../check.ts'
import { member } from '../json.ts'
import type { Offered } from '../offered.ts'
import type { Capability, Policy } from '../policy.ts'
import { drop, refuse } from '../refuse.ts'

/**
 * A server asks only for what the client offers and the profile does not deny, be it by a request of its own or hidden in a
 * result (MCP, sampling, elicitation, roots: "declare the capability").
 */
export const capability: Check = (message, view) => {
  const { from, envelope } = message
  if (from === 'client') {
    const isDenied =
      envelope.kind === 'notification' &&
      envelope.method === ROOTS_CHANGED &&
      view.policy.denied.has('roots')
    return isDenied ? drop('undeclared-notification', 'the profile denies `roots`') : undefined
  }
  const asks = asksIn(message, view)
  if (asks.length === 0) return undefined
  for (const ask of asks) {
    const denied = deniedIn(ask, view.policy)
    if (denied !== undefined) {
      const reason = `the server asked for \`${denied}\`, which the profile denies`
      return refuse(message, 'capability-denied', reason)
    }
    const missing = missingFor(ask)
    if (missing !== undefined) {
      const reason = `the server asked for \`${missing}\`, which the client does not offer`
      return refuse(message, 'capability-not-offered', reason)
    }
  }
  return undefined
}

function deniedIn({ method }: Ask, { denied }: Policy): Capability | undefined {
  const needed = typeof method === 'string' ? NEEDS.get(method) : undefined
  return needed !== undefined && denied.has(needed) ? needed : undefined
}

/** The capability that is missing, as the protocol writes it. */
function missingFor({ method, params, offered }: Ask): string | undefined {
  switch (method) {
    case 'sampling/createMessage':
      return missingForSampling(params, offered)
    case 'elicitation/create':
      return missingForElicitation(params, offered)
    case 'roots/list':
      return offered.roots ? undefined : 'roots'
    default: {
      const isTask = typeof method === 'string' && method.startsWith('tasks/')
      return isTask && !offered.tasks ? 'tasks' : undefined
    }
  }
}

/** Tools only for clients that say so (MCP 2025-11-25, sampling, capabilities). */
function missingForSampling(params: unknown, offered: Offered): string | undefined {
  if (!offered.sampling) return 'sampling'
  const usesTools = member(params, 'tools') !== undefined
  return usesTools && !offered.samplingTools ? 'sampling.tools' : undefined
}

/** Without a mode it is a form (MCP 2025-11-25, elicitation, requests). */
function missingForElicitation(params: unknown, offered: Offered): string | undefined {
  if (!offered.form && !offered.url) return 'elicitation'
  if (member(params, 'mode') === 'url') return offered.url ? undefined : 'elicitation.url'
  return offered.form ? undefined : 'elicitation.form'
}

const NEEDS: ReadonlyMap<string, Capability> = new Map([
  ['sampling/createMessage', 'sampling'],
  ['elicitation/create', 'elicitation'],
  ['roots/list', 'roots'],
])

const ROOTS_CHANGED = 'notifications/roots/list_changed'
