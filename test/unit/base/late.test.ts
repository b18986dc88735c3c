import { expect, test } from 'vitest'
import { late } from '../../../src/base/late.ts'

test('what is made late is made once, when it is first asked for', () => {
  const made: object[] = []
  const value = late(() => {
    made.push({})
    return made
  })
  expect(made).toHaveLength(0)
  expect(value()).toBe(value())
  expect(made).toHaveLength(1)
})
