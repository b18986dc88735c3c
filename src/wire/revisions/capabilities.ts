import { type Members, record } from './schema.ts'
import { BOOLEAN, OBJECT, OBJECTS } from './values.ts'

/** What either side says it can do. Further capabilities are allowed in every revision. */
const client: Members = {
  'experimental?': OBJECTS,
  'sampling?': OBJECT,
  'roots?': record({ 'listChanged?': BOOLEAN }),
}
const server: Members = {
  'experimental?': OBJECTS,
  'logging?': OBJECT,
  'prompts?': record({ 'listChanged?': BOOLEAN }),
  'resources?': record({ 'subscribe?': BOOLEAN, 'listChanged?': BOOLEAN }),
  'tools?': record({ 'listChanged?': BOOLEAN }),
}

export const CAPABILITIES_2024_11_05 = {
  ClientCapabilities: record(client),
  ServerCapabilities: record(server),
}

const completing: Members = { ...server, 'completions?': OBJECT }

export const CAPABILITIES_2025_03_26 = {
  ...CAPABILITIES_2024_11_05,
  ServerCapabilities: record(completing),
}

export const CAPABILITIES_2025_06_18 = {
  ...CAPABILITIES_2025_03_26,
  ClientCapabilities: record({ ...client, 'elicitation?': OBJECT }),
}

/** Extensions were in use before 2026-07-28 wrote them down, with settings that are objects there too. */
const extensions: Members = { 'extensions?': OBJECTS }

const asking: Members = {
  ...client,
  ...extensions,
  'sampling?': record({ 'context?': OBJECT, 'tools?': OBJECT }),
  'elicitation?': record({ 'form?': OBJECT, 'url?': OBJECT }),
}

const tasks = (requests: Members): Members => ({
  'tasks?': record({ 'list?': OBJECT, 'cancel?': OBJECT, 'requests?': record(requests) }),
})

export const CAPABILITIES_2025_11_25 = {
  ClientCapabilities: record({
    ...asking,
    ...tasks({
      'sampling?': record({ 'createMessage?': OBJECT }),
      'elicitation?': record({ 'create?': OBJECT }),
    }),
  }),
  ServerCapabilities: record({
    ...completing,
    ...extensions,
    ...tasks({ 'tools?': record({ 'call?': OBJECT }) }),
  }),
}

export const CAPABILITIES_2026_07_28 = {
  ClientCapabilities: record({ ...asking, 'roots?': OBJECT }),
  ServerCapabilities: record({ ...completing, ...extensions }),
}
