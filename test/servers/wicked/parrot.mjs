// Says, byte for byte, what a call's arguments tell it to say: `lines`, `$ID` being the call's id, all of them `times` times.
// The tool `seen` answers with every line that has come in, and with the responses among them.
import { listen, send, write } from './stage.mjs'

const seen = []

listen((message, line) => {
  seen.push(line)
  if (message.method !== 'tools/call') return
  const { id, params } = message
  if (params.name === 'seen') {
    const content = [{ type: 'text', text: JSON.stringify(seen) }]
    send({ id, result: { content, resultType: 'complete' } })
    return
  }
  const { lines, times = 1 } = params.arguments
  const text = lines.map((each) => `${each.replaceAll('$ID', JSON.stringify(id))}\n`).join('')
  for (let round = 0; round < times; round += 1) write(text)
})
