import { REVISION_2024_11_05 } from './2024-11-05.ts'
import { CAPABILITIES_2025_03_26 } from './capabilities.ts'
import { CATALOGUE_2025_03_26 } from './catalogue.ts'
import { CONTENT_2025_03_26 } from './content.ts'
import { BOTH, type Revision } from './revision.ts'
import { record } from './schema.ts'
import * as v from './values.ts'

/** Tool annotations, audio, completions as a capability, and words with progress. */
export const REVISION_2025_03_26: Revision = {
  ...REVISION_2024_11_05,
  date: '2025-03-26',
  definitions: {
    ...REVISION_2024_11_05.definitions,
    ...CAPABILITIES_2025_03_26,
    ...CATALOGUE_2025_03_26,
    ...CONTENT_2025_03_26,
  },
  notifications: {
    ...REVISION_2024_11_05.notifications,
    'notifications/progress': {
      from: BOTH,
      params: record({
        ...v.OPEN,
        progressToken: v.ID,
        progress: v.NUMBER,
        'total?': v.NUMBER,
        'message?': v.STRING,
      }),
    },
  },
}
