import { expect, test } from 'vitest'
import * as d from '../doors.ts'

/** Bundlers write such characters as they are: made visible, they would be another expression. */
const SCRIPT =
  '<!doctype html><script>s.replace(/[\u200b-\u200f\ufeff]/g,"").split("\x1b")</script>'
const ALLOWED = { types: ['*/*'], apps: 'allow', svg: 'plain' } as const
const SHOWN = '/[<U+200B>-<U+200F><U+FEFF>]/'

function outcome(result: object, options: Parameters<typeof d.door>[0] = {}) {
  const inspector = d.door({ content: ALLOWED, ...options })
  d.play(inspector, [...d.handshake(), ['client', d.call(1), 'forward']])
  return d.say(inspector, 'server', d.result(1, result))
}

const embed = (more: object) => ({
  content: [{ type: 'resource', resource: { text: SCRIPT, ...more } }],
})
const PAGE = { uri: 'ui://server/page', mimeType: 'text/html;profile=mcp-app' }

test.each([
  PAGE,
  { uri: 'ui://server/page', mimeType: 'text/html' },
  { uri: 'a:b', mimeType: 'text/html; profile="mcp-app"' },
])(
  'the page of an app that the profile allows passes as its own bytes, and what is in it is told: %j',
  (page) => {
    const verdict = outcome(embed(page))
    expect(verdict).toMatchObject({ kind: 'forward' })
    expect('notices' in verdict && verdict.notices).toEqual([
      {
        code: 'invisible',
        reason: 'found: invisible characters',
        count: 2,
        places: ['/result/content/0/resource/text'],
      },
      {
        code: 'bidi-control',
        reason: 'found: characters that reorder text',
        count: 1,
        places: ['/result/content/0/resource/text'],
      },
      {
        code: 'terminal-escape',
        reason: 'found: beginnings of a terminal command',
        count: 1,
        places: ['/result/content/0/resource/text'],
      },
    ])
  },
)

test('a page that is read passes like one that is embedded', () => {
  const inspector = d.door({ content: ALLOWED })
  const contents = [{ ...PAGE, text: SCRIPT }]
  d.play(inspector, [
    ...d.handshake(),
    ['client', d.request(1, 'resources/read', { uri: PAGE.uri }), 'forward'],
    ['server', d.result(1, { contents }), 'forward'],
  ])
})

test.each<readonly [string, object]>([
  ['a text under an address of apps', embed({ ...PAGE, mimeType: 'text/plain' })],
  ['a text without a type', embed({ uri: PAGE.uri })],
  ['a page that is no app', embed({ uri: 'a:b', mimeType: 'text/html' })],
  [
    'the same words beside a page',
    { content: [...embed(PAGE).content, { type: 'text', text: SCRIPT }] },
  ],
  ['what a tool calls so', { content: [], structuredContent: { ...PAGE, text: SCRIPT } }],
  ['an extension', { content: [], _meta: { a: { ...PAGE, text: SCRIPT } } }],
])('everything else is made visible: %s', (_title, result) => {
  const verdict = outcome(result)
  expect(verdict.kind).toBe('replace')
  expect(d.show(verdict)).toContain(SHOWN)
})

test('the title of a page is no part of it', () => {
  const verdict = outcome({
    content: [{ type: 'resource', resource: { ...PAGE, text: '<p>', title: 'a\u202eb' } }],
  })
  expect(d.show(verdict)).toContain('a<U+202E>b')
})

test('with apps denied no page passes at all', () => {
  expect(d.show(outcome(embed(PAGE), { content: { ...ALLOWED, apps: 'deny' } }))).toBe(
    'answer client 1 invalid-response',
  )
})
