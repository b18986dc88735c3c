import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compileGrammars } from '../differential/grammars.ts'
import { recordSessions } from '../differential/session.ts'
import { judge, type Subject } from '../differential/subject.ts'
import { readTranscripts } from '../differential/transcripts.ts'

const shared = join(import.meta.dirname, '../../../shared')
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
  const recorded = readTranscripts(join(shared, 'mcp-transcripts'))
  expect(recorded.length === 0 || recorded.length > 300).toBe(true)
  expect(refusals(recorded)).toEqual([])
})
