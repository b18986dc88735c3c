import { expect, test } from 'vitest'
import * as d from '../doors.ts'
import { role } from '../roles.ts'
import { hold, stage } from './stage.ts'

/** The question about a request, as the client puts it. */
function asked(line: string) {
  const { inspector } = stage({
    role: role({ resources: { approve: ['**'] }, tools: { approve: ['*'] } }),
  })
  d.play(inspector, d.handshake({ elicitation: {} }, '2025-06-18'))
  return hold(inspector, line).question
}
const about = (given: object) => asked(d.call(1, { name: 'w', arguments: given }))
const reading = (uri: string) => asked(d.request(1, 'resources/read', { uri })).name

test('no argument is pushed out of sight by a long one before it', () => {
  const { arguments: shown } = about({
    note: 'a'.repeat(5000),
    more: ['b'.repeat(5000)],
    to: '/etc/x',
  })
  expect(shown).toMatch(
    /^\{"note":"a+… \(4600 more\) …a+","more":\["b+… \(4600 more\) …b+"\],"to":"\/etc\/x"\}$/,
  )
})

test('neither by a long name, nor one of many', () => {
  const many = Object.fromEntries(
    Array.from({ length: 15 }, (_, at) => [`${at}${'k'.repeat(50)}`, 'v'.repeat(300)]),
  )
  const { arguments: shown } = about({ [`n${'n'.repeat(4000)}`]: 1, ...many, to: '/etc/x' })
  expect(shown.length).toBeLessThan(2100)
  expect(shown).toContain('"to":"/etc/x"}')
})

test('what is too much for the form all the same is counted', () => {
  expect(about({ a: Array.from({ length: 3000 }, () => 1) }).arguments).toMatch(
    /^\{"a":\[1,1,.*… \(4007 more\) ….*,1\]\}$/,
  )
})

test('short arguments are shown as they are, the numbers as they are written', () => {
  const line = d.call(1, { name: 'w', arguments: { s: 's"\\', n: '#', l: [true, null, {}] } })
  const { arguments: shown } = asked(line.replace('"#"', '[9007199254740993,-1.50e400]'))
  expect(shown).toBe('{"s":"s\\"\\\\","n":[9007199254740993,-1.50e400],"l":[true,null,{}]}')
})

test('an address is shown as a whole, and of one that is too long the end', () => {
  const uri = `file:///ok/${'a/'.repeat(80)}${'../'.repeat(81)}secret`
  expect(reading(uri)).toBe(uri)
  expect(reading(`x:${'\u200b'.repeat(300)}/secret`)).toMatch(
    /^x:\\u\{200b\}.*… \(\d+ more\) ….*\/secret$/,
  )
  expect(reading(`x:${'\u{1f600}'.repeat(1015)}y/secret`)).not.toMatch(/\p{Cs}/u)
})

test('a name does not end the quotation that it stands in', () => {
  expect(reading('notes://a` is harmless. `')).toBe('notes://a\\x60 is harmless. \\x60')
})
