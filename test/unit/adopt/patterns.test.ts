import { expect, test } from 'vitest'
import { PATTERNS } from '../../../src/adopt/patterns/all.ts'
import { credentialsIn } from '../../../src/adopt/provider.ts'
import { letters, samples } from './tokens.ts'

const rows = samples().map(([id, text, secret], index) => ({ id, text, secret, index }))
const found = (text: string) =>
  credentialsIn(text, 100).map(({ pattern, start, end }) => [pattern.id, text.slice(start, end)])

test.each(rows)('$index: $id is found where it stands', ({ id, text, secret }) => {
  for (const around of [text, `x = "${text}"\n`, `\n- ${text}\n`, `(${text}) `])
    expect(found(around)).toContainEqual([id, secret])
})

test('every pattern has a sample, a source and a name that the vault and a shell take', () => {
  expect([...new Set(rows.map(({ id }) => id))].toSorted()).toEqual(
    PATTERNS.map(({ id }) => id).toSorted(),
  )
  for (const { source, name } of PATTERNS) {
    expect(source.length).toBeGreaterThan(6)
    expect(name).toMatch(/^[A-Z][A-Z0-9_]+$/)
  }
  expect(PATTERNS.length).toBeGreaterThan(60)
})

test('what follows an escape is found all the same', () => {
  const token = `ghp_${letters('abcdefghijklmnopqrstuvwxyz0123456789', 36)}`
  for (const before of ['a\\n', '\\t', 'a%3D', '%20', '=', '"', '//']) {
    expect(found(before + token)).toEqual([['github', token]])
  }
})

test('a longer run of letters is not cut down to a token', () => {
  for (const text of samples().map(([, , secret]) => secret))
    expect(
      found(`abc${text}`).filter(([id]) => ['github', 'npm', 'groq'].includes(id as string)),
    ).toEqual([])
})

test.each([
  ['repeated letters', `ghp_${'x'.repeat(36)}`],
  ['a few letters over and over', `ghp_${'ab1'.repeat(12)}`],
  ['a password of a manual', 'postgres://app:changeit@db/x'],
  ['a sequence', 'sk_live_abcdefghijklmnopqrstuvwx'],
  ['digits in order', `npm_${'1234567890'.repeat(4).slice(0, 36)}`],
  ['a word that says so', 'AKIAIOSFODNN7EXAMPLE'],
  ['the example of AWS', 'aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
  ['a reference', 'postgresql://app:${vault:DB}@db/x'],
  ['an input of VS Code', 'https://x:${input:pw}@git.internal/'],
  ['a placeholder in brackets', 'https://x:<password>@git.internal/'],
  ['a documented password', 'postgres://postgres:postgres@localhost:5432/db'],
  ['user and password alike', 'amqp://svcapp:svcapp@localhost'],
  ['a pattern in code', String.raw`/:\/\/[^:]+:[^@]+@/`],
  ['a format', 'mysql://%s:%s@%s/%s'],
  ['a template', 'https://{{user}}:{{pass}}@x'],
  ['a port and an address', 'http://localhost:8080/a@b'],
  ['a public key', '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA7\n'],
  ['a header alone', '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----'],
  ['a digest', `"integrity": "sha512-${letters('abcdef0123456789', 86)}=="`],
])('not a secret: %s', (_title, text) => {
  expect(found(text)).toEqual([])
})
