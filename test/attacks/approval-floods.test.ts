import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { expect, test } from 'vitest'
import { connect, makeHome } from './approval-stage.ts'

/** Whoever is asked often enough says yes. */

test('a model that asks again after each refusal does not wear the person out', async () => {
  let asked = 0
  const { call } = await connect(
    makeHome(),
    () => {
      asked += 1
      return 'refuse'
    },
    { rate: { requestsPerMinute: 60_000, burst: 10_000 } },
  )
  const outcomes: string[] = []
  for (let nth = 0; nth < 40; nth += 1) outcomes.push(await call('write', { nth }))
  expect(asked).toBeLessThan(25)
  expect(outcomes.at(-1)).toMatch(/^refused: .*too many questions to a person: wait \d+ ms/)
})

test('a server that asks and asks gets a handful of forms before the person', async () => {
  let open = 0
  const { client, call } = await connect(makeHome(), () => 'refuse')
  client.setRequestHandler(ElicitRequestSchema, () => {
    open += 1
    return new Promise(() => undefined)
  })
  expect(await call('pester', { times: 200 })).toMatch(/^did/)
  expect(await call('seen')).toContain('too-many-requests')
  expect(open).toBe(16)
})
