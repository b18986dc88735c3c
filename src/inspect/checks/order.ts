import type { Check } from '../check.ts'
import { restricts } from '../decisions/decide.ts'
import { CANCELLED, INITIALIZE } from '../era.ts'
import type { Policy } from '../policy.ts'
import { EVERYTHING, NOTIFICATION, REQUEST, RESULT, type Scoped } from '../scope.ts'
import { TOOLS_CALL } from '../tool-error.ts'
import { access } from './access.ts'
import { argumentRules } from './argument-rules.ts'
import { batched } from './batched.ts'
import { cancellation } from './cancellation.ts'
import { capability } from './capability.ts'
import { content } from './content.ts'
import { direction } from './direction.ts'
import { elicitationUrl } from './elicitation-url.ts'
import { grammar } from './grammar.ts'
import { handshake } from './handshake.ts'
import { inputRequired } from './input-required.ts'
import { method } from './method.ts'
import { pinned } from './pinned.ts'
import { probe } from './probe.ts'
import { progress } from './progress.ts'
import { rate } from './rate.ts'
import { requestState } from './request-state.ts'
import { structuredContent } from './structured-content.ts'
import { subscription } from './subscription.ts'
import { toolArguments } from './tool-arguments.ts'

const hasRules = ({ arguments: policy }: Policy) => policy !== undefined && policy.rules.length > 0
const CALLS = [...REQUEST, ...NOTIFICATION]

/** All rules about well-formed messages, in the order in which they are asked. The first verdict holds. */
export const CHECKS: readonly Scoped<Check>[] = [
  // Not even a probe comes in an array: a peer that reads no arrays would never answer it.
  { rule: batched, client: EVERYTHING, server: EVERYTHING, when: ({ batches }) => batches },
  // Before anything that could answer: an answer of ours would make a client choose the wrong era.
  { rule: probe, client: REQUEST, server: EVERYTHING, methods: ['server/discover'] },
  // A second handshake would replace the capabilities and the revision that everything below relies on.
  { rule: handshake, client: REQUEST, methods: [INITIALIZE] },
  // Who may speak at all, and of what: a hidden request or a vendor's back door. Before the grammar, which knows no others.
  { rule: direction, server: REQUEST },
  { rule: method, client: CALLS, server: CALLS },
  // Two readers of one message. From here on params and results have the shape that the revision gives them.
  { rule: grammar, client: EVERYTHING, server: EVERYTHING },
  // A request in the guise of a result; then whatever asks the client or a person for something, wherever it stands.
  { rule: inputRequired, server: RESULT },
  { rule: capability, client: NOTIFICATION, server: EVERYTHING },
  { rule: elicitationUrl, server: EVERYTHING },
  // One server's state brought back altered, or to another tool.
  { rule: requestState, client: REQUEST, methods: [TOOLS_CALL, 'prompts/get', 'resources/read'] },
  // What the server has changed. Before anybody is asked for consent to it.
  {
    rule: pinned,
    client: REQUEST,
    methods: [TOOLS_CALL, 'prompts/get'],
    when: ({ pins }) => pins !== undefined,
  },
  // What the profile and the role allow the client.
  { rule: access, client: REQUEST, when: ({ role }) => restricts(role) },
  // What the server's own schemas say of its tools. Behind what the profile denies: nothing is told of a tool that may not be used.
  { rule: toolArguments, client: REQUEST, methods: [TOOLS_CALL] },
  { rule: argumentRules, client: REQUEST, methods: [TOOLS_CALL], when: hasRules },
  {
    rule: structuredContent,
    server: ['result', 'notification'],
    methods: [TOOLS_CALL, 'tasks/get', 'tasks/result', 'notifications/tasks'],
  },
  // What is shown, played or opened, whoever asked for it.
  { rule: content, server: EVERYTHING },
  // Notifications that can only confuse: about what does not run, or is not theirs.
  {
    rule: progress,
    client: NOTIFICATION,
    server: NOTIFICATION,
    methods: ['notifications/progress'],
  },
  { rule: subscription, server: NOTIFICATION },
  { rule: cancellation, client: NOTIFICATION, server: NOTIFICATION, methods: [CANCELLED] },
  // What is left is charged, so that nothing is charged for what another rule refuses.
  { rule: rate, client: REQUEST, server: EVERYTHING },
]
