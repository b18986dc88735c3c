import { expect, test } from 'vitest'
import { corpus } from '../corpus/corpus.mjs'
import { playAll } from '../corpus/play.mjs'

test('every case of the corpus ends as it is recorded', async () => {
  const outcomes = await playAll(corpus)
  const recorded = corpus.map(({ id, outcome }) => `${id}: ${outcome}`)
  expect(corpus.map(({ id }) => `${id}: ${outcomes.get(id)}`)).toEqual(recorded)
}, 180_000)
