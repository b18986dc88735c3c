import { expect, test } from 'vitest'
import { DEPARTURES, REVISIONS } from '../../../src/wire/revisions/index.ts'
import { lookAlike, namesOf } from '../../../src/wire/revisions/look-alike.ts'
import { compileGrammars, generate } from '../../differential/grammars.ts'
import { ownSamples } from '../../differential/own-samples.ts'
import { recordSessions } from '../../differential/session.ts'
import { judge } from '../../differential/subject.ts'

const grammars = await compileGrammars()

test('every message of every revision has a sample that passes', async () => {
  const samples = [...ownSamples(), ...(await recordSessions())]
  const seen = new Set(
    samples
      .filter((sample) => {
        const grammar = grammars.get(sample.revision)
        return grammar !== undefined && judge(sample, grammar) === undefined
      })
      .map(({ revision, part, method }) => `${revision} ${part} ${method}`),
  )
  const all = REVISIONS.flatMap(({ date, requests, notifications }) => [
    ...Object.keys(requests).flatMap((method) => [
      `${date} request ${method}`,
      `${date} result ${method}`,
    ]),
    ...Object.keys(notifications).map((method) => `${date} notification ${method}`),
  ])
  expect(all.filter((message) => !seen.has(message))).toEqual([])
})

test('every definition is used, and what is used is defined', async () => {
  for (const { definitions, requests, notifications, error } of REVISIONS) {
    const used = JSON.stringify({ definitions, requests, notifications, error })
    const names = [...used.matchAll(/"#\/\$defs\/(\w+)"/g)].map(([, name]) => name)
    expect(new Set(names)).toEqual(new Set(Object.keys(definitions)))
  }
})

test.each(REVISIONS)(
  'the validators of $date need nothing, hold no text of the peer and are small',
  async (revision) => {
    const source = await generate(revision)
    expect(source).not.toMatch(/\brequire\(|\beval\(|new Function|schemaPath/)
    expect(source.length).toBeLessThan(250_000)
  },
)

test.each([
  ['NAME', 'name'],
  ['Name', 'name'],
  ['name\0', 'name'],
  ['name\0tail', 'name'],
  [' name', 'name'],
  ['name\u200b', 'name'],
  ['\ufeffname', 'name'],
  ['paramſ', 'params'],
  ['toKen', 'token'],
  ['names', undefined],
  ['na me', undefined],
  ['', undefined],
  ['\0', undefined],
])('the key %j can be mistaken for %s', (key, name) => {
  const names = namesOf(['name', 'params', 'token'])
  expect(lookAlike({ [key]: 1 }, names)).toBe(name)
})

test('exact names are not mistaken, and a long key takes no longer than it is', () => {
  const names = namesOf(['name'])
  expect(lookAlike({ name: 1 }, names)).toBeUndefined()
  const key = `a${' '.repeat(4_000_000)}b`
  const before = performance.now()
  expect(lookAlike({ [key]: 1, [`${key} `]: 2 }, names)).toBeUndefined()
  expect(performance.now() - before).toBeLessThan(2_000)
})

test('departures have names of their own', () => {
  const ids = DEPARTURES.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})
