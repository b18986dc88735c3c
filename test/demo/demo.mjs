// What mcp-airlock is for, in one run: a real client talks to a real server through the launcher, then a hostile server
// in the same kind of chamber tries five things. Ends with 1 if any of them succeeds. `npm run demo`
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { ask, connect } from './demo-client.mjs'
import { asPerson, launcher, layOut, storePackage } from './demo-place.mjs'

const place = layOut()
const heard = { connections: 0 }
const listener = createServer((socket) => {
  heard.connections += 1
  socket.destroy()
})
await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve))

async function usefulServer() {
  const name = '@modelcontextprotocol/server-filesystem'
  storePackage(`${name}@2026.8.31`)
  console.log('1. A server that behaves\n')
  const command = ['run', 'filesystem', '--', 'npx', '-y', name, place.documents]
  console.log(`  $ mcp-airlock ${command.join(' ')}`)
  const client = await connect([...launcher, ...command], { HOME: process.env.HOME })
  const { tools } = await client.listTools()
  console.log(`  client > tools/list\n  server < ${tools.length} tools: ${short(tools)}`)
  await show(client, 'list_directory', { path: place.documents })
  await show(client, 'read_text_file', { path: join(place.documents, 'notes.txt') })
  await client.close()
}

async function show(client, name, args) {
  const { text } = await ask(client, name, args)
  console.log(`  client > ${name} ${Object.values(args).join(' ')}`)
  console.log(`  server < ${text.trimEnd().replaceAll('\n', '\n           ')}`)
}

/** The number of attempts that did not fail. */
async function hostileServer() {
  console.log('\n2. A server that does not\n')
  const person = asPerson(place)
  if (person.note !== undefined) console.log(`  (${person.note})`)
  const environment = { HOME: place.home, MY_TOKEN: place.secret }
  const client = await connect([...person.prefix, ...launcher, 'run', place.profile], environment)
  const { tools } = await client.listTools()
  console.log(
    `  $ mcp-airlock run ${place.profile}\n  it offers ${tools.length} tools, each an attack\n`,
  )
  let succeeded = 0
  for (const attempt of attempts()) succeeded += await fails(client, attempt)
  await client.close()
  console.log(
    succeeded === 0
      ? '\n  All five failed. `mcp-airlock doctor` tries many more on this machine.'
      : `\n  ${succeeded} did not fail: do not rely on this machine, and please report it.`,
  )
  return succeeded
}

/** What the server says of itself is not believed alone: each has a look from outside at what happened. */
function attempts() {
  const hook = join(place.work, '.git', 'hooks', 'pre-commit')
  return [
    {
      id: 'A01',
      what: `read the SSH key ${place.key}`,
      context: { hostFile: place.key, hostHome: place.home },
      untouched: (text) => !text.includes(place.secret),
    },
    {
      id: 'A24',
      what: 'read a token in the environment of the launcher (/proc/1/environ and all others)',
      context: { secret: place.secret },
      untouched: (text) => !text.includes('"done"'),
    },
    {
      id: 'A52',
      what: `connect to 127.0.0.1:${listener.address().port}, where this program listens`,
      context: { hostPort: listener.address().port },
      untouched: () => heard.connections === 0,
    },
    {
      id: 'A10',
      what: `plant the git hook ${hook}, in a directory that it may write`,
      context: { protectedFile: hook },
      untouched: () => !existsSync(hook),
    },
    { id: 'A41', what: 'start processes without end', context: {}, untouched: () => true },
  ]
}

/** 0 when the attempt was refused and nothing happened, 1 otherwise. An attempt that could not be made counts as 1. */
async function fails(client, { id, what, context, untouched }) {
  const { text } = await ask(client, id, context)
  const { outcome, detail } = report(text)
  const failed = outcome === 'denied' && untouched(text)
  console.log(`  tried     ${what}`)
  console.log(`  ${failed ? 'failed   ' : 'SUCCEEDED'} ${because(detail, outcome)}`)
  return failed ? 0 : 1
}

function report(text) {
  try {
    return JSON.parse(text)
  } catch {
    return { outcome: 'broken', detail: text }
  }
}

/** The system's word for each way that was tried. */
function because(detail, outcome) {
  if (typeof detail !== 'object') return `${outcome}: ${String(detail).slice(0, 200)}`
  const said = Object.values(detail).map((way) => MEANINGS[way.said] ?? way.said.split('\n', 1)[0])
  const kinds = [...new Set(said)].slice(0, 3).join('; ')
  return said.length === 1 ? kinds : `${said.length} ways: ${kinds}`
}

function short(tools) {
  const names = tools.map(({ name }) => name)
  return names.length > 4 ? `${names.slice(0, 4).join(', ')}, …` : names.join(', ')
}

const MEANINGS = {
  ENOENT: 'no such file in there (ENOENT)',
  EACCES: 'permission denied (EACCES)',
  EPERM: 'not permitted (EPERM)',
  EROFS: 'read-only file system (EROFS)',
  ENOSYS: 'no such system call (ENOSYS)',
  EAFNOSUPPORT: 'no network sockets in there (EAFNOSUPPORT)',
  ECONNREFUSED: 'nobody listens in there (ECONNREFUSED)',
  ENETUNREACH: 'no network in there (ENETUNREACH)',
  EAGAIN: 'the limit on processes was reached (EAGAIN)',
  nothing: 'nothing was found',
}

try {
  await usefulServer()
  process.exitCode = (await hostileServer()) === 0 ? 0 : 1
} finally {
  listener.close()
  place.remove()
}
