// Writes megabytes without a newline to one of its streams, then goes on as if nothing had been.
import { listen, send } from './stage.mjs'

const [name, megabytes, open = ''] = process.argv.slice(2)
const stream = name === 'stderr' ? process.stderr : process.stdout
const block = 'x'.repeat(1024 * 1024)

let left = Number(megabytes)
stream.write(open)
pour()

function pour() {
  while (left > 0) {
    left -= 1
    if (!stream.write(block)) {
      stream.once('drain', pour)
      return
    }
  }
  stream.write('\n')
  listen(({ id }) => send({ id, result: { content: [{ type: 'text', text: 'alive' }] } }))
}
