import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mutations, readCorpus, SHARED } from '../differential/corpus.ts'
import { compileGrammars } from '../differential/grammars.ts'
import { createOracle } from '../differential/published.ts'
import { explain, PUBLISHED_CLASSES } from '../differential/published-classes.ts'
import { judge } from '../differential/subject.ts'

test('ours and the published schemas differ over samples, sessions and their mutations only as the list of departures says', async () => {
  const oracle = createOracle(join(SHARED, 'mcp-schema'))
  if (oracle === undefined) return
  const grammars = await compileGrammars()
  const corpus = await readCorpus(grammars)
  const found = new Map<string, number>()
  const unexplained: string[] = []
  for (const subject of [...corpus, ...mutations(corpus, 12_000)]) {
    const grammar = grammars.get(subject.revision)
    if (grammar === undefined) throw new Error(`no grammar of ${subject.revision}`)
    const ours = judge(subject, grammar)
    const theirs = oracle.accepts(subject)
    if (theirs === (ours === undefined)) continue
    const classes = theirs === undefined ? [] : explain(subject, ours, oracle)
    for (const id of classes) found.set(id, (found.get(id) ?? 0) + 1)
    if (classes.length === 0) {
      const { revision, part, method, source, text } = subject
      unexplained.push(
        `${revision} ${part} of ${method} (${source}): ours ${ours === undefined ? 'accepts' : `${ours.path} ${ours.expected}`}, theirs ${theirs}: ${text}`,
      )
    }
  }
  if (process.env['SHOW']) console.log(found)
  expect(unexplained).toEqual([])
  expect([...found.keys()].toSorted()).toEqual(PUBLISHED_CLASSES.toSorted())
})
