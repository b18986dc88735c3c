import { isUtf8 } from 'node:buffer'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AttachedRule } from '../../src/inspect/arguments/rule.ts'
import { createInspector, type Inspector } from '../../src/inspect/index.ts'
import { resolvePath } from '../../src/os/index.ts'
import { compileGrammars } from '../differential/grammars.ts'
import { rethrow } from '../support/rethrow.ts'
import { greet, type Session, startSession } from './line-client.ts'

/**
 * The two published escapes of server-filesystem, on the last version that has both: CVE-2025-53110 takes `/allowed_secret` for
 * a part of `/allowed`, CVE-2025-53109 follows a link out of `/allowed`. The server runs without a sandbox, so that nothing but the rule
 * stands in the way.
 */
const SERVER = join(
  import.meta.dirname,
  '../servers/node_modules/server-filesystem-2025.3.28/dist/index.js',
)

const grammars = await compileGrammars()
let root: string
let server: Session
const at = (name: string) => `${root}/${name}`

beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'paths-')))
  for (const name of ['allowed', 'allowed_secret', 'other']) mkdirSync(at(name))
  writeFileSync(at('allowed/mine.txt'), 'mine')
  writeFileSync(at('allowed_secret/s.txt'), 'secret')
  writeFileSync(at('other/s.txt'), 'secret')
  symlinkSync(at('other'), at('allowed/way'))
  symlinkSync(at('other/s.txt'), at('allowed/link'))
  symlinkSync(at('other/new.txt'), at('allowed/dangling'))
  server = startSession({ command: process.execPath, args: [SERVER, at('allowed')], env: {} })
  await greet(server)
})
afterEach(async () => {
  await server.close()
  rmSync(root, { recursive: true, force: true })
})

/** Calls a tool through an inspector, and says what the model would read. */
async function call(inspector: Inspector, name: string, args: object): Promise<string> {
  const params = { name, arguments: args }
  const line = JSON.stringify({ jsonrpc: '2.0', id: 'a', method: 'tools/call', params })
  const verdict = inspector.fromClient(Buffer.from(line))
  const answer =
    verdict.kind === 'answer'
      ? JSON.parse(Buffer.from(verdict.line).toString())
      : await server.request('tools/call', params)
  return answer.result.content[0].text
}

/** An inspector with these rules for arguments; the server has no sandbox, and so no binds. */
function guard(rules: readonly AttachedRule[]): Inspector {
  return createInspector({
    onBug: rethrow,
    isUtf8,
    grammars: (revision) => grammars.get(revision),
    arguments: {
      rules,
      ports: {
        resolve: resolvePath,
        binds: undefined,
        base: undefined,
        compilePattern: () => () => true,
      },
    },
  })
}

const paths = (): readonly AttachedRule[] =>
  ['path', 'paths', 'source', 'destination'].map((argument) => ({
    key: 'tools.arguments',
    tool: '*',
    argument,
    rule: { kind: 'path', within: [at('allowed')] },
  }))

const REFUSED =
  /^mcp-airlock: the tool did not run: the argument `\w+` must be an absolute path inside /

test.each([
  ['a longer name (CVE-2025-53110)', 'allowed_secret/s.txt'],
  ['a link to a file (CVE-2025-53109)', 'allowed/link'],
])('%s reads a secret without the rule, and is refused with it', async (_what, name) => {
  expect(await call(guard([]), 'read_file', { path: at(name) })).toBe('secret')
  const told = await call(guard(paths()), 'read_file', { path: at(name) })
  expect(told).toMatch(REFUSED)
  expect(told).not.toContain('secret')
})

test('a list of paths is refused for one of them', async () => {
  const args = { paths: [at('allowed/mine.txt'), at('allowed_secret/s.txt')] }
  expect(await call(guard([]), 'read_multiple_files', args)).toContain('secret')
  expect(await call(guard(paths()), 'read_multiple_files', args)).toMatch(REFUSED)
})

test.each([
  ['a link', 'allowed/link', 'other/s.txt'],
  ['a link to nothing', 'allowed/dangling', 'other/new.txt'],
  ['a longer name', 'allowed_secret/s.txt', 'allowed_secret/s.txt'],
])('%s writes outside without the rule, and not with it', async (_what, name, outside) => {
  const args = { path: at(name), content: 'evil' }
  expect(await call(guard(paths()), 'write_file', args)).toMatch(REFUSED)
  expect(existsSync(at(outside)) && readFileSync(at(outside), 'utf8')).not.toBe('evil')
  await call(guard([]), 'write_file', args)
  expect(readFileSync(at(outside), 'utf8')).toBe('evil')
})

test('honest work goes on', async () => {
  const guarded = guard(paths())
  expect(await call(guarded, 'read_file', { path: at('allowed/mine.txt') })).toBe('mine')
  await call(guard(paths()), 'write_file', { path: at('allowed/new.txt'), content: 'x' })
  expect(readFileSync(at('allowed/new.txt'), 'utf8')).toBe('x')
})
