import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SHARED } from '../differential/corpus.ts'
import { compileGrammars } from '../differential/grammars.ts'
import { readSamples } from '../differential/published.ts'
import { sampleSubjects } from '../differential/samples.ts'
import { recordSessions } from '../differential/session.ts'
import { judge, type Subject } from '../differential/subject.ts'
import { readTranscripts } from '../differential/transcripts.ts'

const grammars = await compileGrammars()

function refusals(subjects: readonly Subject[]): readonly string[] {
  return subjects.flatMap((subject) => {
    const grammar = grammars.get(subject.revision)
    if (grammar === undefined) return [`${subject.source}: no grammar for ${subject.revision}`]
    const fault = judge(subject, grammar)
    return fault === undefined ? [] : [`${subject.source}: ${fault.path} ${fault.expected}`]
  })
}

test('every message of a session between the SDK’s own client and server passes, in every legacy revision', async () => {
  const sessions = await recordSessions()
  expect(new Set(sessions.map(({ revision }) => revision)).size).toBe(4)
  expect(sessions.length).toBeGreaterThan(200)
  expect(refusals(sessions)).toEqual([])
})

test('every recorded message of real servers passes', () => {
  const recorded = readTranscripts(join(SHARED, 'mcp-transcripts'))
  if (existsSync(SHARED)) expect(recorded.length).toBeGreaterThan(300)
  expect(refusals(recorded)).toEqual([])
})

test('every published sample passes, inside the message that carries it', () => {
  const samples = readSamples(join(SHARED, 'mcp-schema/2026-07-28/examples'))
  if (existsSync(SHARED)) expect(samples.length).toBe(129)
  const modern = sampleSubjects(samples, grammars).filter(({ revision }) => revision > '2026')
  const homeless = samples.filter(
    ([, source]) => !modern.some((each) => each.source.startsWith(source)),
  )
  expect(homeless.map(([name]) => name)).toEqual([])
  expect(refusals(modern)).toEqual([])
})
