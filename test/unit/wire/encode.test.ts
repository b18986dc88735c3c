import { expect, test } from 'vitest'
import { encodeError, REFUSALS } from '../../../src/wire/index.ts'

test.each([1, '1', 'a"\\\n\u2028日', -5])('answers the id %j with its type', (id) => {
  const line = Buffer.from(encodeError(id, 'server-ended', 'the server ended')).toString()
  expect(line.indexOf('\n')).toBe(line.length - 1)
  expect(JSON.parse(line)).toEqual({
    jsonrpc: '2.0',
    id,
    error: {
      code: -31006,
      message: 'mcp-airlock: the server ended',
      data: { source: 'mcp-airlock', reason: 'the server ended', code: 'server-ended' },
    },
  })
})

test('no code of ours is reserved or used twice', () => {
  const codes = Object.values(REFUSALS)
  expect(new Set(codes).size).toBe(codes.length)
  for (const code of codes) expect(code < -32768 || code > -32000).toBe(true)
})
