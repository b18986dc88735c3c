import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { launcher } from '../support/launcher.ts'
import { makeHome } from './invoke.ts'

const home = makeHome()
afterAll(() => home.remove())

/** More than a pipe holds (pipe(7), 64 KiB). */
const env = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`V${at}`, 'x'.repeat(3000)]))
const profile = home.profile({ command: ['node', 'server.js'], env })

/** What the reader behind a pipe of the shell writes, and what both complain about. */
async function read(reader: string) {
  const line = `"$@" | { ${reader}; }`
  const child = spawn('sh', ['-c', line, 'sh', ...launcher, 'profile', 'show', profile], {
    cwd: home.path,
    env: { HOME: home.path, PATH: process.env['PATH'] },
  })
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { said, complained }
}

test('a long answer is whole however slowly it is read', async () => {
  const { said, complained } = await read('sleep 1; cat')
  expect(JSON.parse(said)).toMatchObject({ env })
  expect(complained).toBe('')
})

test('a reader that has seen enough ends the program quietly', async () => {
  expect(await read('head -c 1')).toEqual({ said: '{', complained: '' })
})
