import { join } from 'node:path'
import type { Grammar } from '../../src/wire/grammar.ts'
import { mutate, seeded } from './mutations.ts'
import { ownSamples } from './own-samples.ts'
import { readSamples } from './published.ts'
import { sampleSubjects } from './samples.ts'
import { recordSessions } from './session.ts'
import type { Subject } from './subject.ts'
import { readTranscripts } from './transcripts.ts'

/** Where the published schemas, their samples and recorded sessions are kept, beside the repository. */
export const SHARED: string = join(import.meta.dirname, '../../../shared')

/** All messages at hand, in every revision that knows their method. */
export async function readCorpus(
  grammars: ReadonlyMap<string, Grammar>,
): Promise<readonly Subject[]> {
  const samples = readSamples(join(SHARED, 'mcp-schema/2026-07-28/examples'))
  return [
    ...ownSamples(),
    ...(await recordSessions()),
    ...sampleSubjects(samples, grammars),
    ...readTranscripts(join(SHARED, 'mcp-transcripts')),
  ]
}

/** Mutations, as many of each kind of message in each revision. */
export function mutations(corpus: readonly Subject[], count: number): readonly Subject[] {
  const random = seeded(SEED)
  const kinds = groupByKind(corpus)
  return Array.from({ length: count }, (_, index) => {
    const kind = kinds[index % kinds.length] as readonly Subject[]
    return mutate(kind[Math.floor(random() * kind.length)] as Subject, random)
  })
}

function groupByKind(corpus: readonly Subject[]): readonly (readonly Subject[])[] {
  const kinds = new Map<string, Subject[]>()
  for (const subject of corpus) {
    const kind = `${subject.revision} ${subject.part} ${subject.method}`
    kinds.set(kind, [...(kinds.get(kind) ?? []), subject])
  }
  return [...kinds.values()]
}

const SEED = 20261122
