import { having, list, type Members, record, ref, when } from './schema.ts'
import { ANY, INTEGER, OBJECT, STRING, STRINGS } from './values.ts'

/**
 * The `error` of a response. Any code may come: 2026-07-28 closes -32020..-32099 to codes of its own, but servers of
 * earlier revisions answer its probe with -32002 and the like, and clients tell them apart by just that. What a code of
 * the protocol carries is checked, since clients act on it.
 */
const failure: Members = { code: INTEGER, message: STRING, 'data?': ANY }

export const FAILURE = { Error: record(failure) }

export const FAILURE_2025_11_25 = {
  Error: {
    ...record(failure),
    ...when(having('code', -32042), carrying({ elicitations: list(ref('ElicitUrl')) })),
  },
}

export const FAILURE_2026_07_28 = {
  Error: {
    ...record(failure),
    allOf: [
      when(having('code', -32021), carrying({ requiredCapabilities: ref('ClientCapabilities') })),
      when(having('code', -32022), carrying({ supported: STRINGS, requested: STRING })),
    ],
  },
}

function carrying(data: Members) {
  return {
    type: 'object',
    required: ['data'],
    properties: { data: { ...OBJECT, ...record(data) } },
  }
}
