import { expect, test } from 'vitest'
import { nearest } from '../../../src/policy/index.ts'

const known = ['command', 'env', 'extends', 'filesystem', 'limits', 'runtime']

test.each([
  ['comand', 'command'],
  ['Command', 'command'],
  ['filesytem', 'filesystem'],
  ['limit', 'limits'],
  ['evn', undefined],
  ['en', 'env'],
  ['xyz', undefined],
  ['', undefined],
  ['c'.repeat(100_000), undefined],
])('%s is taken for %s', (word, meant) => {
  expect(nearest(word, known)).toBe(meant)
})
