import { expect, test } from 'vitest'
import { fits } from './groups.ts'

test.each<readonly [format: string, good: readonly string[], bad: readonly string[]]>([
  [
    'date',
    ['2026-01-31', '2024-02-29', '2000-02-29'],
    ['2026-02-29', '1900-02-29', '2026-13-01', '2026-1-1', '2026-01-32', '٢٠٢٦-٠١-٠١'],
  ],
  [
    'time',
    ['12:30:00Z', '12:30:00.123+02:00', '23:59:60Z', '12:30:00'],
    ['24:00:00Z', '12:60:00Z', '12:30', '12:30:00+25:00'],
  ],
  [
    'date-time',
    [
      '2026-01-31T12:30:00Z',
      '2026-01-31t12:30:00.5-01:00',
      '2026-01-31 12:30:00',
      '2026-01-31T12:30:00.123456',
    ],
    ['2026-01-31', '2026-02-30T12:30:00Z', '2026-01-31T12:30:00ZZ', 'T'],
  ],
  ['duration', ['P1Y2M3DT4H5M6S', 'PT90S', 'P4W'], ['P', 'PT', 'P1YT', '1Y', 'P1W2D', 'P1S']],
  [
    'email',
    ['a@example.org', 'a.b+c@example.org', "o'x@example.org", 'ä@exämple.org'],
    ['a', '@example.org', 'a@', 'a b@example.org', 'a@b@', 'a@-x.org'],
  ],
  [
    'hostname',
    ['example.org', 'localhost', 'a.b.c.', 'xn--80ak6aa92e.com', 'exämple.org'],
    ['', '-a.org', 'a..b', 'a b', `${'a'.repeat(64)}.org`, 'a/b'],
  ],
  [
    'ipv4',
    ['127.0.0.1', '255.255.255.255'],
    ['256.0.0.1', '1.2.3', '01.2.3.4', '1.2.3.4.5', '1.2.3.4 '],
  ],
  [
    'ipv6',
    ['::1', '::', '1::', 'fe80::1:2', '1:2:3:4:5:6:7:8', '::ffff:1.2.3.4', '1:2:3:4:5:6:1.2.3.4'],
    [
      ':',
      '1:2:3',
      '1::2::3',
      '12345::',
      '1:2:3:4:5:6:7:8:9',
      '::1.2.3',
      '1.2.3.4::',
      ':1:2:3:4:5:6:7',
    ],
  ],
  [
    'uri',
    ['https://example.org/a?b=c#d', 'urn:isbn:1', 'mailto:a@b.c', 'file:///a'],
    ['/a', 'a b:c', '//example.org', 'https://a b', 'http://a/%zz', 'http://a\\b'],
  ],
  ['uri-reference', ['/a', '', '#b', '../c'], ['a b', '<a>', 'a\u0007']],
  [
    'uuid',
    ['123e4567-e89b-12d3-a456-426614174000', '123E4567-E89B-12D3-A456-426614174000'],
    ['123e4567e89b12d3a456426614174000', '123e4567-e89b-12d3-a456-42661417400g'],
  ],
  ['json-pointer', ['', '/a/b~0c~1d'], ['a', '/~', '/~2']],
  ['byte', ['', 'YQ==', 'YWI=', 'YWJj'], ['YQ', 'YQ=a', '=', 'Y-==', 'YW=j']],
  ['regex', ['^a$', '(?=a)b', '(a)\\1'], ['(', '[']],
])('format %s', (format, good, bad) => {
  for (const value of good) expect(fits('20', { format }, value), value).toBe(true)
  for (const value of bad) expect(fits('20', { format }, value), value).toBe(false)
  expect(fits('20', { format }, 5)).toBe(true)
})
