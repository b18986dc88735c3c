import { expect, test } from 'vitest'
import { runLine } from '../../../src/cli/run-line.ts'

const MEMORY = { profile: 'memory', command: undefined }

test.each([
  ['run memory', MEMORY],
  ['run memory -- npx -y x', { ...MEMORY, command: ['npx', '-y', 'x'] }],
  ['run memory --', { ...MEMORY, command: [] }],
  ['run --role a memory', { ...MEMORY, role: 'a' }],
  ['run memory --role a', { ...MEMORY, role: 'a' }],
  ['run --role=a memory --log-file=/l', { ...MEMORY, role: 'a', logFile: '/l' }],
  ['run --log-file /l --role a memory', { ...MEMORY, role: 'a', logFile: '/l' }],
  ['run --role a memory --role b', { ...MEMORY, role: 'b' }],
  ['run memory --role= --', { ...MEMORY, role: '', command: [] }],
  ['run memory --role a -- x --role b', { ...MEMORY, role: 'a', command: ['x', '--role', 'b'] }],
  ['run memory -- -- --role b', { ...MEMORY, command: ['--', '--role', 'b'] }],
])('`%s` is a line that clients start', (line, expected) => {
  expect(runLine(line.split(' '))).toEqual(expected)
})

test.each([
  '',
  'run',
  'run --help',
  'run memory --help',
  'run memory npx',
  'run --role',
  'run --role memory',
  'run memory --role',
  'run memory --role --',
  'run memory --role -- x',
  'run --log-file --role a memory',
  'run memory --roles a',
  'run -r a memory',
  'run memory a --role b',
  'doctor',
  'profile run memory',
])('`%s` is left to the parser of all lines', (line) => {
  expect(runLine(line.split(' ').filter(Boolean))).toBeUndefined()
})
