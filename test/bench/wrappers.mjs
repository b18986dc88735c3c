// What can be put in front of a server, as a command line.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { approve, openVault } from './vault.mjs'

const root = join(import.meta.dirname, '..', '..')
const here = import.meta.dirname

/** Each takes the server's own command and a scratch home, and answers with the command to start. */
export const wrappers = {
  direct: (server) => server,
  relay: (server) => ['node', join(here, 'relay.mjs'), ...server],
  sdk: (server) => ['node', join(here, 'sdk-proxy.mjs'), ...server],
  airlock: (server, home) => [
    'node',
    join(root, 'bin', 'mcp-airlock.js'),
    'run',
    writeProfile(server, home),
  ],
  /** The same with twenty secrets of an unlocked vault, which are looked for in everything that the server says. */
  secrets: (server, home) => {
    const profile = writeProfile(server, home, { name: 'secrets', env: openVault(home) })
    approve(home, profile)
    return ['node', join(root, 'bin', 'mcp-airlock.js'), 'run', profile]
  },
}

/** The servers that can be measured. `npx` is what a user has who follows a server's own README. */
export const servers = {
  echo: { command: ['node', join(here, 'echo-server.mjs')] },
  everything: {
    command: [
      'node',
      join(root, 'test/servers/node_modules/@modelcontextprotocol/server-everything/dist/index.js'),
    ],
    npx: ['npx', '-y', '@modelcontextprotocol/server-everything@2026.8.31'],
  },
}

export function floodServer(mode) {
  return ['node', join(here, 'flood-server.mjs'), mode]
}

function writeProfile(command, home, { name: prefix = '', env = {} } = {}) {
  const folder = join(home, '.config', 'mcp-airlock', 'profiles')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const name = command.map((word) => word.replace(/.*\//, '').replace(/[^a-z]/g, '')).join('-')
  const file = join(folder, `${prefix}${name}.jsonc`)
  // As fast as it goes is what is measured.
  const rate = { requestsPerMinute: 1e8, burst: 1e8 }
  writeFileSync(file, JSON.stringify({ extends: 'node', command, env, rate }), { mode: 0o600 })
  return file
}
