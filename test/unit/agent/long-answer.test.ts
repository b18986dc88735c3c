import { expect, test } from 'vitest'
import { entry, FakeVault } from './fakes.ts'
import { cleanUp, get, unlocked } from './running.ts'

cleanUp()

test('more than one answer may hold is refused, and the agent goes on', async () => {
  const vault = new FakeVault([entry('A'), entry('B'), entry('C')])
  const { one, client } = await unlocked({ vault })
  vault.read = (name) => Buffer.alloc(name === 'C' ? 4 : 1024 * 1024, name)
  const got = await one.get(get({ names: ['A', 'B'] }))
  expect(got).toMatchObject({ kind: 'refused', code: 'AIRLOCK_VAULT_POLICY' })
  for (const other of [one, await client()]) {
    const few = await other.get(get({ names: ['C'] }))
    expect(few).toMatchObject({ kind: 'values', values: new Map([['C', Buffer.from('CCCC')]]) })
  }
})
