import { expect, test } from 'vitest'
import type { Grammar } from '../../src/wire/grammar.ts'
import { mutations, readCorpus } from '../differential/corpus.ts'
import { compileGrammars } from '../differential/grammars.ts'
import { sdkComplaints } from '../differential/sdk.ts'
import { explainSdk, SDK_CLASSES } from '../differential/sdk-classes.ts'
import { exampleSubject, judge, type Subject } from '../differential/subject.ts'

const grammars = await compileGrammars()

function compare(subject: Subject): readonly (string | undefined)[] {
  const complaints = sdkComplaints(subject)
  if (complaints === undefined) return []
  const ours = judge(subject, grammars.get(subject.revision) as Grammar)
  const latest = judge(subject, grammars.get('2025-11-25') as Grammar)
  return explainSdk(ours, latest, complaints)
}

test('ours and the SDK’s schemas differ over samples, sessions and 20,000 mutations of them only as listed', async () => {
  const corpus = (await readCorpus(grammars)).filter(({ revision }) => revision < '2026')
  const unexplained = [...corpus, ...mutations(corpus, COUNT)].flatMap((subject) => {
    if (!compare(subject).includes(undefined)) return []
    const ours = judge(subject, grammars.get(subject.revision) as Grammar)
    const theirs = sdkComplaints(subject)?.map(({ path, text }) => `${path} ${text}`)
    const { revision, part, method, text } = subject
    const verdict =
      ours === undefined ? `SDK: ${theirs?.join('; ')}` : `ours: ${ours.path} ${ours.expected}`
    return [`${revision} ${part} of ${method}: ${verdict}: ${text}`]
  })
  expect(unexplained).toEqual([])
}, 60_000)

test.each(SDK_CLASSES)('difference to the SDK: $id', ({ id, example }) => {
  expect(compare(exampleSubject(...example))).toEqual([id])
})

const COUNT = 20_000
