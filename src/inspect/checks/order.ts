import type { Check } from '../check.ts'
import { advertise } from './advertise.ts'
import { cancellation } from './cancellation.ts'
import { capability } from './capability.ts'
import { direction } from './direction.ts'
import { elicitationUrl } from './elicitation-url.ts'
import { grammar } from './grammar.ts'
import { handshake } from './handshake.ts'
import { inputRequired } from './input-required.ts'
import { method } from './method.ts'
import { probe } from './probe.ts'
import { progress } from './progress.ts'
import { requestState } from './request-state.ts'
import { subscription } from './subscription.ts'

/** All rules about well-formed messages, in the order in which they are asked. The first verdict holds. */
export const CHECKS: readonly Check[] = [
  // Before anything that could answer: an answer of ours would make a client choose the wrong era.
  probe,
  // A second handshake would replace the capabilities and the revision that everything below relies on.
  handshake,
  // Who may speak at all, and of what: a hidden request or a vendor's back door. Before the grammar, which knows no others.
  direction,
  method,
  // Two readers of one message. From here on params and results have the shape that the revision gives them.
  grammar,
  // A request in the guise of a result; then whatever asks the client or a person for something, wherever it stands.
  inputRequired,
  capability,
  elicitationUrl,
  // One server's state brought back altered, or to another tool.
  requestState,
  // Notifications that can only confuse: about what does not run, or is not theirs.
  progress,
  subscription,
  cancellation,
  // Last, because it lets the message through.
  advertise,
]
