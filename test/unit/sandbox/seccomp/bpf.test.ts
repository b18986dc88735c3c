import { expect, test } from 'vitest'
import { assemble, type Statement } from '../../../../src/sandbox/seccomp/bpf.ts'

const end: Statement = { op: 'return', value: 0x7fff0000 }

test('an instruction is 16 bits of code, two jumps and 32 bits of value, little endian', () => {
  const bytes = assemble([
    { op: 'load', offset: 4 },
    { op: 'test', is: 'equal', value: 0xc000003e, no: 'out' },
    { op: 'return', value: 0x80000000 },
    { op: 'label', name: 'out' },
    end,
  ])
  expect(Buffer.from(bytes).toString('hex')).toBe(
    ['2000000004000000', '150000013e0000c0', '0600000000000080', '060000000000ff7f'].join(''),
  )
})

const filler = (length: number) => Array.from({ length }, (): Statement => ({ op: 'and', mask: 1 }))

test.each<[string, Statement[], string]>([
  ['a label behind', [{ op: 'label', name: 'a' }, { op: 'goto', to: 'a' }, end], 'not ahead'],
  ['a missing label', [{ op: 'goto', to: 'a' }, end], 'not ahead'],
  ['a label twice', [{ op: 'label', name: 'a' }, { op: 'label', name: 'a' }, end], 'twice'],
  ['no return at the end', [{ op: 'load', offset: 0 }], 'ends in a return'],
  ['nothing at all', [], 'ends in a return'],
  ['too many instructions', [...filler(4096), end], '4096'],
  [
    'a conditional jump that is too far',
    [
      { op: 'test', is: 'any bit', value: 1, yes: 'a' },
      ...filler(256),
      { op: 'label', name: 'a' },
      end,
    ],
    '255',
  ],
])('refused: %s', (_what, statements, message) => {
  expect(() => assemble(statements)).toThrow(message)
})
