import { REVISION_2025_03_26 } from './2025-03-26.ts'
import { CAPABILITIES_2025_06_18 } from './capabilities.ts'
import { CATALOGUE_2025_06_18 } from './catalogue.ts'
import { CONTENT_2025_06_18 } from './content.ts'
import { ELICITATION_2025_06_18 } from './elicitation.ts'
import { CLIENT, type Revision, SERVER } from './revision.ts'
import { list, map, record, ref, tagged } from './schema.ts'
import * as v from './values.ts'

/** Structured results, elicitation, resource links, titles, and `_meta` nearly everywhere. */
export const REVISION_2025_06_18: Revision = {
  ...REVISION_2025_03_26,
  date: '2025-06-18',
  definitions: {
    ...REVISION_2025_03_26.definitions,
    ...CAPABILITIES_2025_06_18,
    ...CATALOGUE_2025_06_18,
    ...CONTENT_2025_06_18,
    ...ELICITATION_2025_06_18,
  },
  requests: {
    ...REVISION_2025_03_26.requests,
    'tools/call': {
      from: CLIENT,
      params: record({ ...v.REQUEST_PARAMS, name: v.NAME, 'arguments?': v.OBJECT }),
      result: record({
        ...v.OPEN,
        content: list(ref('ContentBlock')),
        'structuredContent?': v.OBJECT,
        'isError?': v.BOOLEAN,
      }),
    },
    'completion/complete': {
      from: CLIENT,
      params: record({
        ...v.REQUEST_PARAMS,
        ref: tagged('type', [ref('PromptReference'), ref('ResourceReference')]),
        argument: record({ name: v.NAME, value: v.STRING }),
        'context?': record({ 'arguments?': map(v.STRING) }),
      }),
      result: record({ ...v.OPEN, completion: v.COMPLETION }),
    },
    'elicitation/create': {
      from: SERVER,
      params: ref('ElicitRequest'),
      result: ref('ElicitResult'),
    },
  },
}
