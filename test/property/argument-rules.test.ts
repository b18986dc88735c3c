import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { argumentFault } from '../../src/inspect/arguments/fault.ts'
import { argumentFaults } from '../../src/inspect/arguments/faults.ts'
import { createPatternSearch } from '../../src/inspect/arguments/pattern-search.ts'
import type { ArgumentRule } from '../../src/inspect/arguments/rule.ts'
import { means, ports } from '../unit/inspect/arguments/ports.ts'

/** Pieces of which paths in and out of `/in` are made, in the ways in which servers read them. */
const pieces = fc.constantFrom(
  ...[
    'in',
    'in2',
    'out',
    'link',
    'deep',
    '..',
    '.',
    '/',
    '//',
    '\\',
    '%2e',
    '%2f',
    '%5c',
    '%25',
    ' ',
    '"',
    "'",
    '．',
    '／',
    '\u0301',
    'e',
    '~',
    ':',
  ],
)
const path = fc.array(pieces, { maxLength: 12 }).map((parts) => `/in/${parts.join('')}`)
const LINKS: Readonly<Record<string, string>> = { '/in/link': '/out', '/in/deep': '/in/a/b' }

/** As a kernel reads a path on a machine where everything exists. */
function kernel(text: string): string {
  let real = ''
  for (const name of text.split('/')) {
    if (name === '..') real = real.slice(0, Math.max(real.lastIndexOf('/'), 0))
    else if (name !== '' && name !== '.') real = LINKS[`${real}/${name}`] ?? `${real}/${name}`
  }
  return real || '/'
}

const isInside = (real: string) => real === '/in' || real.startsWith('/in/')

/** What servers do to a path before they open it. */
const READERS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.trim(),
  (text) => text.normalize('NFKC'),
  (text) => text.replaceAll('\\', '/'),
  (text) =>
    text.replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
]

test('whatever passes leads inside for every two readers, one after the other', () => {
  const rule: ArgumentRule = { kind: 'path', within: ['/in'] }
  const own = ports({ resolve: (text) => ({ real: kernel(text) }) })
  fc.assert(
    fc.property(path, (text) => {
      fc.pre(argumentFault(rule, text, { ports: own, effort: { left: 1_000_000 } }) === undefined)
      for (const first of READERS) {
        for (const second of READERS) expect(isInside(kernel(second(first(text))))).toBe(true)
      }
    }),
    { numRuns: 300 },
  )
})

const plain = fc
  .stringMatching(/^[a-z0-9_.-]{1,12}$/)
  .filter((name) => !/^\.+$/.test(name) && !name.endsWith('.'))

test('an ordinary name below the root passes', () => {
  const rule: ArgumentRule = { kind: 'path', within: ['/in'] }
  fc.assert(
    fc.property(fc.array(plain, { maxLength: 5 }), (names) => {
      expect(argumentFault(rule, ['/in', ...names].join('/'), means())).toBeUndefined()
    }),
  )
})

const RULES: readonly ArgumentRule[] = [
  { kind: 'path', within: ['/in'] },
  { kind: 'no-flag' },
  { kind: 'no-shell' },
  { kind: 'sql', allow: ['select'] },
  { kind: 'url', schemes: ['https'], hosts: ['*'] },
  { kind: 'enum', values: ['a'] },
  { kind: 'maxLength', most: 3 },
  { kind: 'deny-pattern', pattern: 'a|b' },
]

test('no arguments make a rule throw', () => {
  const own = ports({ compilePattern: createPatternSearch() })
  const attached = RULES.map((rule) => ({ key: 'k', tool: '*', argument: '*', rule }))
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      for (const { accepted } of argumentFaults(attached, 't', { value }, own)) {
        expect(accepted).toMatch(/^must /)
      }
    }),
    { numRuns: 50 },
  )
})

const sqlPart = fc.constantFrom(
  ...[
    'select',
    'delete',
    'into',
    'from',
    't',
    '1',
    "'a'",
    "'",
    '"',
    '`',
    '[',
    ']',
    '--',
    '/*',
    '*/',
    '#',
    '$$',
    ';',
    '\\',
    '(',
    ')',
    ',',
    '\n',
  ],
)

test('what passes as a select holds no bare verb and no second statement, whatever quotes surround it', () => {
  fc.assert(
    fc.property(fc.array(sqlPart, { maxLength: 15 }), (parts) => {
      const text = `select ${parts.join(' ')}`
      fc.pre(argumentFault({ kind: 'sql', allow: ['select'] }, text, means()) === undefined)
      const bare = text.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, ' ')
      expect(bare).not.toMatch(/\bdelete\b|\binto\b|;\s*\S|--|\/\*|#|\$\$|\\/)
    }),
    { numRuns: 2000 },
  )
})
