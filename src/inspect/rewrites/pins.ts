import { escape } from '../../base/index.ts'
import { withoutElements, withoutMember } from '../../wire/index.ts'
import { logWarning } from '../client-log.ts'
import type { JudgedItem } from '../pins/watch.ts'
import { PINNED_LISTS } from '../pins/watch.ts'
import type { Rewrite, Rewritten } from '../rewrite.ts'
import type { Notice } from '../verdict.ts'

/**
 * The client does not learn of what is not as it was pinned: changed and new tools, prompts and resource templates are cut out of the lists,
 * changed instructions out of the handshake, and every other byte stays. The client is told in a log message before the list, if it
 * takes any. A server that calls itself otherwise is only reported: a name is the server's own word, and what could do harm is
 * pinned piece by piece.
 */
export const pins: Rewrite = (message, view) => {
  const { from, envelope, asked, line } = message
  if (from !== 'server' || envelope.kind !== 'result' || asked === undefined) return undefined
  if (view.pins.profile === undefined) return undefined
  const server = view.pins.judgeServer(asked, message)
  if (server !== undefined) return handshake(line, server, view.pins.profile)
  const items = view.pins.judgeList(asked, message)
  const list = PINNED_LISTS.get(asked.method)
  if (items === undefined || list === undefined) return undefined
  const withheld = items.flatMap((item, at) => (isShown(item) ? [] : [{ item, at }]))
  if (withheld.length === 0) return undefined
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.length)
  const cut = withheld.map(({ at }) => at)
  const summary = told(
    withheld.map(({ item }) => item),
    view.pins.profile,
  )
  return {
    line: withoutElements(bytes, ['result', list.member], cut),
    notices: withheld.map(({ item, at }) => ({
      code: WITHHELD,
      reason: `the ${NOUNS[item.kind]} \`${escape(item.name, MOST_NAME)}\` is withheld: it ${WHY[item.verdict]}`,
      count: 1,
      places: [`/result/${list.member}/${at}`],
    })),
    ...(view.clientLog.takesWarning(asked) && { ahead: [logWarning(summary)] }),
  }
}

function isShown({ verdict }: JudgedItem): boolean {
  return verdict === 'pinned' || verdict === 'first'
}

function handshake(
  line: Uint8Array,
  { name, instructions }: { readonly name: boolean; readonly instructions: boolean },
  profile: string,
): Rewritten | undefined {
  if (name && instructions) return undefined
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.length)
  const notice = (code: string, reason: string, place: string): Notice => ({
    code,
    reason: `${reason}; \`mcp-airlock pins diff ${profile}\` shows it`,
    count: 1,
    places: [place],
  })
  return {
    line: instructions ? line : withoutMember(bytes, ['result', 'instructions']),
    notices: [
      ...(name
        ? []
        : [notice('server-renamed', 'the server does not call itself what it did', '/result')]),
      ...(instructions
        ? []
        : [
            notice(
              WITHHELD,
              'the instructions are withheld: they are not as pinned',
              '/result/instructions',
            ),
          ]),
    ],
  }
}

/** What a person is told in the client. */
function told(items: readonly JudgedItem[], profile: string): string {
  const some = items
    .slice(0, MOST_NAMED)
    .map(
      ({ kind, name, verdict }) => `${NOUNS[kind]} \`${escape(name, MOST_NAME)}\` ${WHY[verdict]}`,
    )
  const more = items.length > MOST_NAMED ? ` and ${items.length - MOST_NAMED} more` : ''
  return (
    `withheld by mcp-airlock, since it is not as it was pinned: ${some.join('; ')}${more}. ` +
    `To look: mcp-airlock pins diff ${profile}. To accept: mcp-airlock pins approve ${profile}`
  )
}

const NOUNS = { tool: 'tool', prompt: 'prompt', template: 'resource template' } as const

const WHY: Readonly<Record<JudgedItem['verdict'], string>> = {
  pinned: 'is as it was pinned',
  first: 'is pinned now',
  changed: 'changed since it was pinned',
  new: 'is not pinned',
  'too-many': 'is one of more than can be pinned',
}

const WITHHELD = 'pin-withheld'
const MOST_NAME = 128
const MOST_NAMED = 5
