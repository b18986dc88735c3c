import { expect, test } from 'vitest'
import { uriReadings } from '../../../src/policy/index.ts'

const strict = (uri: string) => uriReadings(uri).filter(({ isLoose }) => !isLoose)

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
  'file:///srv/secret?x',
  'file:///srv/secret#x?y',
  'file:///srv/secret%3Fx',
  'file:///srv/%73ecret?x%2f..%2f..',
  'file:///srv/%2573ecret',
  'file:///srv/%252573ecret',
  'file:///srv/a%252f..%252fsecret?x',
  'file://host/srv/secret',
  'file:srv/secret',
  'file:..///srv/secret',
  'FILE:./srv/%73ecret',
  'file:///srv/%7\n3ecret',
  'file://127.0.0.1/srv/secret',
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
  expect(strict(uri).map((each) => each.uri)).toEqual(readings)
})

test.each([
  ['https://h.example:443/a', 'https://h.example/a'],
  ['https://h.example./a', 'https://h.example/a'],
  ['https://u:p@h.example/a', 'https://h.example/a'],
  ['https://\uff48.example/a', 'https://h.example/a'],
  ['http://2130706433/a', 'http://127.0.0.1/a'],
  ['https:h.example/a', 'https://h.example/a'],
  ['https:/h.example/a', 'https://h.example/a'],
  ['https:////h.example/a', 'https://h.example/a'],
  ['notes:///private/a', 'notes://private/a'],
  ['notes://private/a', 'notes:///private/a'],
  ['notes://u@private/a', 'notes://private/a'],
  ['notes://private:99/a', 'notes://private/a'],
  ['notes://private:/a', 'notes://private/a'],
])('%s is loosely read as %s', (uri, loose) => {
  const readings = uriReadings(uri)
  expect(readings.find((each) => each.uri === loose)).toMatchObject({ isLoose: true })
})

test('another port is another place on the web', () => {
  const readings = uriReadings('https://h.example:8443/a').map((each) => each.uri)
  expect(readings).toEqual(['https://h.example:8443/a'])
})

test('what was undone is told, so that a glob can be read in the same way', () => {
  expect(strict('x://A/%61?b')).toEqual([
    { uri: 'x://A/%61?b', undone: [], isLoose: false },
    { uri: 'x://a/%61?b', undone: [], isLoose: false },
    { uri: 'x://a/a?b', undone: ['encoding'], isLoose: false },
    { uri: 'x://A/a?b', undone: ['encoding'], isLoose: false },
    { uri: 'x://a/%61', undone: ['query'], isLoose: false },
    { uri: 'x://A/%61', undone: ['query'], isLoose: false },
    { uri: 'x://a/a', undone: ['encoding', 'query'], isLoose: false },
    { uri: 'x://A/a', undone: ['encoding', 'query'], isLoose: false },
  ])
})

test('an address of nothing but signs of its own has few readings', () => {
  const uri = `x://${'%25'.repeat(300)}${'?#%3f%2523'.repeat(100)}`
  expect(uriReadings(uri).length).toBeLessThan(40)
})
