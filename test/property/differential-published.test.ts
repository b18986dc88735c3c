import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Grammar } from '../../src/wire/grammar.ts'
import { DEPARTURES } from '../../src/wire/revisions/index.ts'
import { mutations, readCorpus, SHARED } from '../differential/corpus.ts'
import { fullSamples } from '../differential/full-samples.ts'
import { compileGrammars } from '../differential/grammars.ts'
import { everyMutation } from '../differential/mutations.ts'
import { createOracle } from '../differential/published.ts'
import { explain, PUBLISHED_CLASSES } from '../differential/published-classes.ts'
import { exampleSubject, type Judgement, judge, type Subject } from '../differential/subject.ts'

const oracle = createOracle(join(SHARED, 'mcp-schema'))
const grammars = await compileGrammars()

/** What ours says, and the classes of the difference; undefined when there is no difference. */
function compare(subject: Subject): readonly [Judgement, readonly string[]] | undefined {
  const ours = judge(subject, grammars.get(subject.revision) as Grammar)
  const theirs = oracle?.accepts(subject)
  if (oracle === undefined || theirs === (ours === undefined)) return undefined
  return [ours, theirs === undefined ? [] : explain(subject, ours, oracle)]
}

/** One line for each subject whose difference falls into no class. */
function unexplained(subjects: readonly Subject[]): readonly string[] {
  return subjects.flatMap((subject) => {
    const [ours, classes] = compare(subject) ?? [undefined, ['none']]
    const { revision, part, method, source, text } = subject
    const verdict = ours === undefined ? 'passes' : `${ours.path} ${ours.expected}`
    return classes.length > 0
      ? []
      : [`${revision} ${part} of ${method} (${source}): ${verdict}: ${text}`]
  })
}

const corpus = await readCorpus(grammars)

/** The recorded lists of tools hold nothing new but the schemas of their servers. */
const isShort = ({ text = '' }: Subject) => text.length < 2_000

test('ours and the published schemas differ over samples, sessions and 20,000 mutations of them only as the list of departures says', () => {
  expect(unexplained([...corpus, ...mutations(corpus, 20_000)])).toEqual([])
}, 60_000)

test('and over every member that there is, made wrong in every way', () => {
  const full = fullSamples()
  const refused = full.filter((subject) =>
    judge(subject, grammars.get(subject.revision) as Grammar),
  )
  expect(refused).toEqual([])
  expect(unexplained(full)).toEqual([])
  expect(unexplained(everyMutation([...full, ...corpus.filter(isShort)]))).toEqual([])
}, 60_000)

test('every class of differences is a departure, the scan apart, which sees what no schema can', () => {
  const departures = DEPARTURES.map(({ id }) => id)
  expect(PUBLISHED_CLASSES.toSorted()).toEqual([...departures, 'scan'].toSorted())
})

test.each(DEPARTURES)('departure: $id', ({ id, stricter, example }) => {
  const subject = exampleSubject(...example)
  const ours = judge(subject, grammars.get(subject.revision) as Grammar)
  expect(ours === undefined).toBe(stricter === 'published')
  if (oracle !== undefined) expect(compare(subject)).toEqual([ours, [id]])
})
