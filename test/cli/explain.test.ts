import { afterAll, expect, test } from 'vitest'
import { catalog } from '../../src/base/index.ts'
import { hintsOf, makeHome } from './invoke.ts'

const home = makeHome()
afterAll(() => home.remove())

test('without a code every row of the catalogue is printed, in its order', async () => {
  const { code, stdout, stderr } = await home.call('explain')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect([...stdout.matchAll(/^AIRLOCK_\w+$/gm)].map(([name]) => name)).toEqual(
    Object.keys(catalog),
  )
})

test.each(['AIRLOCK_SANDBOX_MISSING', 'airlock_sandbox_missing'])(
  'one code is explained however it is typed: %s',
  async (code) => {
    const { meaning, hint } = catalog.AIRLOCK_SANDBOX_MISSING
    expect(await home.call('explain', code)).toEqual({
      code: 0,
      stdout: `AIRLOCK_SANDBOX_MISSING\n  ${meaning}\n  next: ${hint}\n  exit code: 125\n`,
      stderr: '',
    })
  },
)

test('an unknown code is a usage error that says which one may have been meant', async () => {
  const ended = await home.call('explain', 'AIRLOCK_SANDBOX_MISING')
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr.split('\n')[0]).toBe(
    'mcp-airlock: there is no error code `AIRLOCK_SANDBOX_MISING` [AIRLOCK_USAGE]',
  )
  expect(hintsOf(ended)).toEqual([
    'mcp-airlock explain AIRLOCK_SANDBOX_MISSING',
    'mcp-airlock explain AIRLOCK_USAGE',
  ])
})

test.each(['explain', '--help'])(
  'an output that takes no words is told, and is no bug: %s',
  async (word) => {
    const ended = await home.callBehind(['sh', '-c', 'exec "$@" >/dev/full', 'sh'], word)
    expect(ended.code).toBe(125)
    expect(ended.stderr).toMatch(
      /^mcp-airlock: what was to be printed could not be written \(ENOSPC\) \[AIRLOCK_STDOUT\]\n/,
    )
  },
)
