import { afterAll, expect, test } from 'vitest'
import { makeHome } from './invoke.ts'

const home = makeHome()
afterAll(() => home.remove())

test('`approve` takes no answer from a program', async () => {
  const { code, stdout, stderr } = await home.call('approve')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^mcp-airlock: `approve` asks a person.*\[AIRLOCK_TERMINAL\]\n/)
})

test('`approve --list` needs no terminal', async () => {
  const { code, stdout, stderr } = await home.call('approve', '--list')
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: 'nothing waits for consent\n',
    stderr: '',
  })
})
