import { expect, test } from 'vitest'
import { uriReadings } from '../../../src/policy/index.ts'

const SECRET = 'file:///srv/secret'

test.each([
  'file:///srv/secret',
  'file:///srv/secret/',
  'file:///srv//secret',
  'file:///srv/./secret',
  'file:///srv/a/../secret',
  'file:///../srv/secret',
  'file:///srv/a/%2e%2e/secret',
  'file:///srv/a/.%2E/secret',
  'file:///srv/a%2f..%2Fsecret',
  'file:///srv/%73ecret',
  'FILE:///srv/secret',
  'File://LOCALHOST/srv/secret',
  'file:/srv/secret',
  'file:\\\\\\srv\\secret',
  'file:///srv\\a\\..\\secret',
  'file:///srv/se\tcret',
  ' file:///srv/secret\n',
  'file:///srv/x?/../secret',
  'file:///srv/x%3F/../secret',
  'file:///srv/x#/../secret',
])('%j is also read as what it comes to', (uri) => {
  expect(uriReadings(uri).map((each) => each.uri)).toContain(SECRET)
})

test.each([
  ['notes://Host/A', ['notes://Host/A', 'notes://host/A']],
  ['notes://a/../b', ['notes://a/../b', 'notes://a/b', 'notes://b']],
  ['notes://../b', ['notes://../b', 'notes://b']],
  [
    'notes://a%2f..%2Fb/c',
    ['notes://a%2f..%2Fb/c', 'notes://a%2f..%2fb/c', 'notes://a/b/c', 'notes://b/c'],
  ],
  ['urn:isbn:1', ['urn:isbn:1']],
  ['notes://a/b', ['notes://a/b']],
  ['a/../b', ['a/../b', 'b']],
  ['%', ['%']],
  ['x:%ff', ['x:%ff', 'x:\ufffd']],
  ['x:%C3%A9', ['x:%C3%A9', 'x:\u00e9']],
  ['', ['']],
])('%s is read as %j', (uri, readings) => {
  expect(uriReadings(uri).map((each) => each.uri)).toEqual(readings)
})

test('only what had its percent-encoding undone is marked so', () => {
  expect(uriReadings('x://A/%61')).toEqual([
    { uri: 'x://A/%61', isDecoded: false },
    { uri: 'x://a/%61', isDecoded: false },
    { uri: 'x://a/a', isDecoded: true },
    { uri: 'x://A/a', isDecoded: true },
  ])
})
