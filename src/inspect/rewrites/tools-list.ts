import { escape } from '../../base/index.ts'
import { withoutElements } from '../../wire/index.ts'
import { member } from '../json.ts'
import type { Rewrite } from '../rewrite.ts'

/**
 * The client does not learn of tools that could not be checked: those with unsound schemas, and with names that are no good or could be
 * taken for others. They are cut out of the list, each with a notice that says why, and every other byte stays. A list without
 * end is refused.
 */
export const toolsList: Rewrite = (message, view) => {
  const { from, envelope, asked, line } = message
  if (from !== 'server' || envelope.kind !== 'result' || asked?.method !== TOOLS_LIST) {
    return undefined
  }
  const { result } = message.body
  const { isContinued } = asked
  const { withheld, refused } = view.tools.judge({ result, isContinued })
  if (refused !== undefined) return { refused }
  if (withheld.size === 0) return undefined
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.length)
  const tools = member(result, 'tools')
  const nameAt = (index: number) =>
    String(Array.isArray(tools) ? member(tools[index], 'name') : undefined)
  return {
    line: withoutElements(bytes, ['result', 'tools'], [...withheld.keys()]),
    notices: Array.from(withheld, ([index, reason]) => ({
      code: 'tool-withheld',
      reason: `the tool \`${escape(nameAt(index), 128)}\` is withheld: it ${reason}`,
      count: 1,
      places: [`/result/tools/${index}`],
    })),
  }
}

/** In every revision. */
export const TOOLS_LIST = 'tools/list'
