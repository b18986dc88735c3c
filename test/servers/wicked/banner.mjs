// Talks to people on the stream that belongs to the protocol, before and between its messages.
import { listen, send, write } from './stage.mjs'

write(
  '\u001b[1mwelcome\u001b[0m to the server\n\n{ not: json }\nListening on 127.0.0.1:80\n[info] {}\n',
)
listen(({ id }) => {
  write(`{"level":"info","msg":"called ${id}"}\nDEBUG {"jsonrpc":\n`)
  send({ id, result: { content: [{ type: 'text', text: 'alive' }] } })
})
