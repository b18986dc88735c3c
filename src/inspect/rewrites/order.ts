import { wantsConsent } from '../decisions/decide.ts'
import type { Rewrite } from '../rewrite.ts'
import { EVERYTHING, REQUEST, RESULT, type Scoped } from '../scope.ts'
import { advertise } from './advertise.ts'
import { consent } from './consent.ts'
import { icons } from './icons.ts'
import { lint } from './lint.ts'
import { listed } from './listed.ts'
import { pins } from './pins.ts'
import { text } from './text.ts'
import { TOOLS_LIST, toolsList } from './tools-list.ts'

const LISTS = [TOOLS_LIST, 'prompts/list', 'resources/list', 'resources/templates/list']
const PINNED = ['initialize', 'server/discover', ...LISTS]

/** All that may change a message which every check let through, in the order in which it happens. Each sees what the last one left. */
export const REWRITES: readonly Scoped<Rewrite>[] = [
  // The client's own words, before anything else looks at them.
  { rule: advertise, client: REQUEST, when: ({ denied }) => denied.size > 0 },
  // What a person said to us and not to the server.
  { rule: consent, client: REQUEST, when: ({ role }) => wantsConsent(role) },
  // What nobody can check. Before the lists are cut for other reasons, so that what is remembered is what the server said.
  { rule: toolsList, server: RESULT, methods: [TOOLS_LIST] },
  // What is not as it was pinned. In the server's own words, too.
  { rule: pins, server: RESULT, methods: PINNED, when: (policy) => policy.pins !== undefined },
  // What the client may not use, by the names that the server gave it.
  { rule: listed, server: RESULT, methods: LISTS },
  // What is left of the tools, in the words of the server, hidden ones too.
  { rule: lint, server: RESULT, methods: [TOOLS_LIST], when: (policy) => policy.lint !== 'off' },
  { rule: icons, server: EVERYTHING },
  // Last, so that nothing goes on as text that was not looked at.
  { rule: text, server: EVERYTHING, when: (policy) => policy.text !== 'off' },
]
