import { expect, test } from 'vitest'
import { batchParts } from '../../../src/wire/index.ts'

const LIMITS = { parts: 4, values: 20 }

function cut(line: string, limits = LIMITS) {
  const { parts, isWhole } = batchParts(Buffer.from(line), limits)
  return [isWhole, ...parts.map((part) => Buffer.from(part).toString())]
}

test.each([
  ['[{"a":1}]', true, ['{"a":1}']],
  [' [\t{"a":1} , {"b":[1,2]}\r] \r', true, ['{"a":1}', '{"b":[1,2]}']],
  ['["a,]\\"[","\\\\",[{"x":"]"}]]', true, ['"a,]\\"["', '"\\\\"', '[{"x":"]"}]']],
  ['[1,2,3,4]', true, ['1', '2', '3', '4']],
  // For the scan of each part to judge.
  ['[]', true, ['']],
  ['[,{"a":1}]', true, ['', '{"a":1}']],
])('cuts %s at its commas', (line, isWhole, parts) => {
  expect(cut(line)).toEqual([isWhole, ...parts])
})

test.each([
  ['too many parts', '[1,2,3,4,5]', ['1', '2', '3', '4']],
  ['no end', '[{"a":1},{"b":', ['{"a":1}', '{"b":']],
  ['a string without an end', '[1,"a\\', ['1', '"a\\']],
  ['another end', '[1}', ['1']],
  ['brackets that do not match', '[{]}]', ['{]']],
  ['more behind the end', '[1]x', ['1']],
  [
    'too many values',
    '[[0,0,0,0,0,0,0,0,0,0],[0,0,0,0,0,0,0,0]]',
    ['[0,0,0,0,0,0,0,0,0,0]', '[0,0,0,0,0,0,0,0]'],
  ],
])('a line with %s is not whole, and shows what it has', (_name, line, parts) => {
  expect(cut(line)).toEqual([false, ...parts])
})

test('parts lie in the memory of the line', () => {
  const line = Buffer.from('[{"a":1}, 2]')
  for (const part of batchParts(line, LIMITS).parts) expect(part.buffer).toBe(line.buffer)
})
