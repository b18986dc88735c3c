// A proxy as the SDK invites to write it: `node sdk-proxy.mjs command args…`. Its server transport faces the client, its
// client transport the server; each message is parsed, checked by the SDK and written again.
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'

const [command, ...args] = process.argv.slice(2)
const client = new StdioServerTransport()
const server = new StdioClientTransport({ command, args, stderr: 'inherit' })

const report = (error) => process.stderr.write(`sdk-proxy: ${error.message}\n`)
Object.assign(client, {
  onerror: report,
  onmessage: (message) => void server.send(message).catch(report),
})
Object.assign(server, {
  onerror: report,
  onmessage: (message) => void client.send(message).catch(report),
  onclose: () => void end(),
})

let ending = false
async function end() {
  if (ending) return
  ending = true
  await server.close()
  await client.close()
  process.exit(0)
}

// The SDK's server transport does not notice the end of its input.
process.stdin.on('end', () => void end())
process.on('SIGTERM', () => void end())

await server.start()
await client.start()
