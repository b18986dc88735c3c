import { afterAll, expect, test } from 'vitest'
import { hintsOf, makeHome } from './invoke.ts'

const home = makeHome()
afterAll(() => home.remove())

test('an empty store lists nothing', async () => {
  expect(await home.call('store', 'list')).toEqual({ code: 0, stdout: '', stderr: '' })
})

test.each([
  ['./server', 'a directory'],
  ['git+https://example.org/a.git', 'an address'],
  ['alias@npm:other@1.0.0', 'an alias'],
  ['Upper@1.0.0', 'what is no package name'],
  ['--registry=x', 'an option'],
])('`store add %s` is a usage error: it is %s', async (name) => {
  const ended = await home.call('store', 'add', name)
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr.split('\n')[0]).toMatch(/^mcp-airlock: .* \[AIRLOCK_USAGE\]$/)
})

test('a package is removed by its exact version only', async () => {
  const ended = await home.call('store', 'remove', 'small@latest')
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toContain('AIRLOCK_USAGE')
})

test('what is not in the store cannot be removed', async () => {
  const ended = await home.call('store', 'remove', 'small@1.0.0')
  expect(ended).toMatchObject({ code: 127, stdout: '' })
  expect(ended.stderr.split('\n')[0]).toBe(
    'mcp-airlock: `small@1.0.0` is not in the store [AIRLOCK_STORE_MISSING]',
  )
  expect(hintsOf(ended).at(-1)).toBe('mcp-airlock explain AIRLOCK_STORE_MISSING')
})
