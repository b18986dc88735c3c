import { expect, test } from 'vitest'
import { entriesOf, secretVariables, serverEnvironment } from '../../../src/policy/index.ts'

const env = {
  PLAIN: 'a ${home}/b',
  KEY: '${vault:key}',
  DSN: 'postgres://me:${vault:db.pw}@host/${vault:key}?h=${home}',
}

test('a value with a secret is taken apart in order, with the home directory filled in', () => {
  expect(secretVariables({ env }, '/home/u')).toEqual([
    { name: 'KEY', pieces: [{ entry: 'key' }] },
    {
      name: 'DSN',
      pieces: [
        { text: 'postgres://me:' },
        { entry: 'db.pw' },
        { text: '@host/' },
        { entry: 'key' },
        { text: '?h=/home/u' },
      ],
    },
  ])
})

test('variables with secrets are no part of the plain environment, and what the client has under their name neither', () => {
  expect(
    serverEnvironment({ env, inherit: ['KEY'] }, { home: '/home/u', client: { KEY: 'x' } }),
  ).toEqual({ PLAIN: 'a /home/u/b' })
})

test('a home directory cannot name a secret', () => {
  expect(secretVariables({ env: { A: '${home}${vault:a}' } }, '/${vault:b}')).toEqual([
    { name: 'A', pieces: [{ text: '/${vault:b}' }, { entry: 'a' }] },
  ])
})

test('each entry is named once', () => {
  expect(entriesOf({ env })).toEqual(['key', 'db.pw'])
})
