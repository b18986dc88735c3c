// Says what its client's notification `corpus/say` hands it, byte for byte, and then `corpus/done` with every other line that has come in
// since the last time. Answers nothing by itself, not even the handshake. Lines travel as base64, those to
// be said deflated before, so that anything can be one.
import { inflateRawSync } from 'node:zlib'

const seen = []
let rest = Buffer.alloc(0)

process.stdin.on('data', (chunk) => {
  rest = Buffer.concat([rest, chunk])
  for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
    take(rest.subarray(0, end))
    rest = rest.subarray(end + 1)
  }
})

function take(line) {
  const said = line.includes('"corpus/say"') ? JSON.parse(line.toString()) : undefined
  if (said === undefined) {
    seen.push(line.toString('base64'))
    return
  }
  const { turn, lines } = said.params
  for (const each of lines) {
    process.stdout.write(
      Buffer.concat([inflateRawSync(Buffer.from(each, 'base64')), Buffer.from('\n')]),
    )
  }
  const params = { turn, seen: seen.splice(0) }
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'corpus/done', params })}\n`)
}
