import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launcher } from '../support/launcher.ts'
import { clients, snippet } from '../support/launcher-snippets.ts'
import { addToStore, SHIPPED_VERSION } from '../support/launcher-store.ts'
import { record } from '../support/recorder.ts'

const base = mkdtempSync(join(tmpdir(), 'airlock-readme-'))
const home = join(base, 'home')
const documents = join(home, 'Documents')
const programs = join(base, 'bin')

beforeAll(() => {
  for (const path of [documents, programs]) mkdirSync(path, { recursive: true })
  writeFileSync(join(documents, 'a.txt'), 'hello\n')
  // What `npm install --global` does.
  symlinkSync(launcher[1] as string, join(programs, 'mcp-airlock'))
  addToStore(home, [`@modelcontextprotocol/server-filesystem@${SHIPPED_VERSION}`])
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

test.each(Object.entries(clients))('the snippet for %s starts a server', async (name, read) => {
  const text = snippet(readFileSync(README, 'utf8'), name)
  expect(text, `<!-- snippet: ${name} --> and a fenced block in README.md`).toBeDefined()
  expect(text).toContain(PLACEHOLDER)
  const { command, args } = read((text as string).replaceAll(PLACEHOLDER, documents))
  const path = `PATH=${programs}:${process.env['PATH']}`
  const { seen } = await record(['/usr/bin/env', path, command, ...args], script(), home)
  expect(seen.tools).toContain('read_text_file')
  expect(seen.refusals).toEqual([])
})

test.each([
  ['another key', '{"servers":{"a":{"command":"x","args":[]}}}'],
  ['two servers', '{"mcpServers":{"a":{"command":"x","args":[]},"b":{"command":"x","args":[]}}}'],
  ['a comment, which this client refuses', '{"mcpServers":{} /* none */}'],
  ['an invented key', '{"mcpServers":{"a":{"command":"x","args":[],"argv":[]}}}'],
])('a snippet with %s is found out', (_name, text) => {
  expect(() => clients['claude-desktop'](text)).toThrow()
})

test('a command line that needs a shell is found out', () => {
  expect(() => clients['claude-code']('claude mcp add a -- x "$HOME"')).toThrow()
  expect(() => clients['claude-code']('claude mcp add -- x')).toThrow()
})

const README = '/tmp/ex/README.md'

/** The only thing in a snippet that a reader has to change. */
const PLACEHOLDER = '/home/you/Documents'

function script() {
  return {
    calls: [{ name: 'read_text_file', arguments: { path: join(documents, 'a.txt') } }],
  }
}
