import { expect, test } from 'vitest'
import { readDotenv } from '../../../src/adopt/dotenv.ts'
import { AirlockError } from '../../../src/base/index.ts'

const pairs = (text: string) => readDotenv(text).map(({ name, value }) => [name, value])

test.each([
  ['a plain value', 'A=b', [['A', 'b']]],
  [
    'an empty value',
    'A=\nB=""',
    [
      ['A', ''],
      ['B', ''],
    ],
  ],
  ['spaces around', '  A =  b c  ', [['A', 'b c']]],
  [
    'the word export',
    'export A=b\nexport\tB=c',
    [
      ['A', 'b'],
      ['B', 'c'],
    ],
  ],
  [
    'comments',
    '# x\nA=b # c\n\n  # y\nB=c\t#',
    [
      ['A', 'b'],
      ['B', 'c'],
    ],
  ],
  ['nothing but a comment as value', 'A= # none', [['A', '']]],
  ['single quotes', String.raw`A='b $C \n "d" # e' # f`, [['A', String.raw`b $C \n "d" # e`]]],
  ['backquotes', 'A=`it\'s "so"`', [['A', 'it\'s "so"']]],
  ['double quotes', String.raw`A="b \"c\" \\ \$D \n\t\r'"`, [['A', 'b "c" \\ $D \n\t\r\'']]],
  [
    'several lines',
    'A="b\nc\n"\nB=\'d\ne\'\nC=f',
    [
      ['A', 'b\nc\n'],
      ['B', 'd\ne'],
      ['C', 'f'],
    ],
  ],
  [
    'Windows line ends and a byte order mark',
    '\uFEFFA=b\r\nB="c\r\nd"\r\n',
    [
      ['A', 'b'],
      ['B', 'c\nd'],
    ],
  ],
  ['signs that mean nothing here', 'A=a=b&c;d!e\\f%g', [['A', 'a=b&c;d!e\\f%g']]],
  ['a dollar that nobody expands', 'A=a$ $1 b$', [['A', 'a$ $1 b$']]],
  ['names with dots and dashes', 'a.b-C_1=x', [['a.b-C_1', 'x']]],
  ['nothing', '', []],
])('reads %s', (_title, text, expected) => {
  expect(pairs(text)).toEqual(expected)
})

test('each line knows its number', () => {
  expect(readDotenv('# x\nA="b\n\nc"\n\nD=e').map(({ line }) => line)).toEqual([2, 6])
})

test.each([
  ['no assignment', 'A=b\ntop-hunter2', 2],
  ['a colon', 'A: hunter2', 1],
  ['a name that is none', '1A=hunter2', 1],
  ['a name with a space', 'A B=hunter2', 1],
  ['an open quote', 'A=1\n\nB="hunter2\nC=d\n', 3],
  ['an open single quote', "A='hunter2", 1],
  ['text behind the quote', 'A="hunter2"x', 1],
  ['a quote at the end only', 'A=hunter2"', 1],
  ['a number sign in a value', 'A=hunter2#x', 1],
  ['an expansion', 'A=hunter2$B', 1],
  ['an expansion in braces', 'A="hunter2${B}"', 1],
  ['a command', 'A=hunter2$(id)', 1],
  ['an escape that some keep', String.raw`A="hunter2\x41"`, 1],
  ['a backslash before the closing quote', String.raw`A='hunter2\'`, 1],
  ['a name given twice', 'A=b\nB=c\nA=hunter2', 3],
  ['a NUL', 'A=hunter2\0', 1],
  ['an escape sequence', 'A="hunter2\u001b[2J"', 1],
  ['a lone carriage return', 'A=b\rB=hunter2', 1],
])('stops at %s with its number and without its content', (_title, text, line) => {
  let error: unknown
  try {
    readDotenv(text)
  } catch (thrown) {
    error = thrown
  }
  expect(error).toBeInstanceOf(AirlockError)
  const { code, message, hints } = error as AirlockError
  expect(code).toBe('AIRLOCK_USAGE')
  expect(message).toMatch(new RegExp(`^line ${line} of`))
  expect(`${message} ${hints.join(' ')}`).not.toMatch(/hunter|\b[ABC]=/)
})
