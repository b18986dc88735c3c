import { isAscii } from 'node:buffer'
import { expect, test } from 'vitest'
import { text } from '../../../../src/inspect/rewrites/text.ts'
import { editStrings } from '../../../../src/inspect/text/json-strings.ts'

test('a place names the beginning of a long key, and the key itself stays as it is', () => {
  const key = 'k'.repeat(300)
  const places: unknown[] = []
  const json = `{"result":{"${key}":["x"],"short":"x"}}`
  const edited = editStrings(json, {
    within: new Set(['result']),
    replace: ({ value, isKey, path }) => {
      if (isKey) return undefined
      places.push([...path])
      return value.toUpperCase()
    },
  })
  expect(places).toEqual([
    ['result', `${'k'.repeat(256)}…`, 0],
    ['result', 'short'],
  ])
  expect(edited).toBe(json.replaceAll('"x"', '"X"'))
})

test('to name many places below a long key takes no longer than the message', () => {
  const hidden = ['\x1b', '\x01', '\u202e', '\u2060', '\u{e0041}', '\ufe03', '\ufdd0']
  const values = Array.from({ length: 70 }, (_, n) => JSON.stringify(`a${hidden[n % 7]}`))
  const json = `{"jsonrpc":"2.0","id":1,"result":{"${'~'.repeat(1_000_000)}":[${values.join()}]}}`
  const message = { from: 'server', line: Buffer.from(json), envelope: { isPlain: false } }
  const begin = performance.now()
  text(
    message as never,
    { policy: { text: 'strict', content: { apps: 'deny' } }, isAscii } as never,
  )
  expect(performance.now() - begin).toBeLessThan(1000)
})
