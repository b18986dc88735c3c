// Offers whatever a file says at the moment: `greeting` is added to the answer to `initialize`, `pages` are those of `tools/list`, and
// `prompts` those of `prompts/list`. The tool `announce` says that the list of tools has changed. Any other tool answers by its name.
import { readFileSync } from 'node:fs'
import { listen, send } from './stage.mjs'

const [, , file] = process.argv
const now = () => JSON.parse(readFileSync(file, 'utf8'))

listen(
  ({ id, method, params }) => {
    if (method === 'tools/list') {
      const at = Number(params?.cursor ?? 0)
      const { pages = [] } = now()
      const more = at + 1 < pages.length ? { nextCursor: String(at + 1) } : {}
      send({ id, result: { tools: pages[at] ?? [], ...more } })
    } else if (method === 'prompts/list') send({ id, result: { prompts: now().prompts ?? [] } })
    else if (method === 'tools/call') {
      if (params.name === 'announce') send({ method: 'notifications/tools/list_changed' })
      send({ id, result: { content: [{ type: 'text', text: params.name }] } })
    }
  },
  () => now().greeting ?? {},
)
