import { expect, test } from 'vitest'
import * as d from '../doors.ts'

const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64')
const HTML = base64('<!doctype html><script>alert(1)</script>')

const LIST = [
  'text/*',
  'image/png',
  'audio/*',
  'application/json',
  'application/*+json',
  'application/pdf',
  'application/gzip',
  'application/octet-stream',
]
type Content = NonNullable<NonNullable<Parameters<typeof d.door>[0]>['content']>

function outcome(content: object, options: Partial<Content> = {}): string {
  return show({ content: [content] }, 'tools/call', { name: 't' }, options)
}

function resource(contents: object, options: Partial<Content> = {}): string {
  return show({ contents: [contents] }, 'resources/read', { uri: 'a:b' }, options)
}

function show(value: unknown, method: string, params: object, options: Partial<Content>): string {
  const inspector = d.door({ content: { types: LIST, apps: 'deny', svg: 'plain', ...options } })
  d.play(inspector, [...d.handshake(), ['client', d.request(1, method, params), 'forward']])
  const verdict = d.say(inspector, 'server', d.result(1, value))
  return verdict.kind === 'answer' ? verdict.reason : d.show(verdict)
}

const image = (mimeType: string, data: string) => ({ type: 'image', mimeType, data })
const blob = (mimeType: string | undefined, data: string) => ({
  uri: 'a:b',
  ...(mimeType && { mimeType }),
  blob: data,
})

test.each([
  image('image/png', PNG),
  image('IMAGE/PNG; a=b', PNG),
  { type: 'audio', mimeType: 'audio/wav', data: base64('RIFF\x24\0\0\0WAVEfmt ') },
  { type: 'audio', mimeType: 'audio/mpeg', data: base64('ID3\x04') },
  { type: 'audio', mimeType: 'audio/x-unheard-of', data: base64('anything') },
  { type: 'resource', resource: blob('application/gzip', base64('\x1f\x8b\x08')) },
  { type: 'resource', resource: blob('application/pdf', base64('\r\n%PDF-1.7')) },
  { type: 'resource', resource: blob(undefined, '') },
  { type: 'resource', resource: { uri: 'a:b', text: '<svg/>' } },
  { type: 'resource', resource: { uri: 'file:///a', mimeType: 'application/ld+json', text: '{}' } },
  { type: 'resource_link', uri: 'file:///a', name: 'a', mimeType: 'image/svg+xml' },
])('lets pass what is allowed and is what it says: %j', (content) => {
  expect(outcome(content)).toBe('forward')
})

test.each([
  ['image/png', HTML],
  ['image/png', base64('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>')],
  ['image/png', base64('\x7fELF\x02\x01\x01')],
  ['image/png', ''],
])('refuses what is not what it says: %s', (type, data) => {
  expect(outcome(image(type, data))).toMatch(
    /^the server sent content that does not begin as the type `image\/png` does/,
  )
})

test.each([
  [outcome(image('image/svg+xml', base64('<svg/>'))), 'image/svg+xml'],
  [outcome(image('image', PNG)), 'image'],
  [resource(blob('application/x-msdownload', base64('MZ'))), 'application/x-msdownload'],
  [
    resource({ uri: 'a:b', mimeType: 'application/javascript', text: '1' }),
    'application/javascript',
  ],
  [resource({ uri: 'a:b', mimeType: 'image/png/text', text: '1' }), 'image/png/text'],
  [outcome(image('\u202eimage/a', PNG)), '\\u{202e}image/a'],
])('refuses a type that the profile does not allow, and names the key', (reason, type) => {
  expect(reason).toBe(
    `the server sent content of the type \`${type}\`, which \`content.types\` in the profile does not allow`,
  )
})

test.each([
  `${PNG.slice(0, 40)}\n${PNG.slice(40)}`,
  PNG.slice(0, -1),
  PNG.replace('A', '-'),
  'QQ=A',
  'QUI=QUI=',
  'Q===',
  '=',
])('refuses what is not base64: %j', (data) => {
  expect(outcome(image('image/png', data))).toBe(
    'the server sent content of the type `image/png` that is not base64',
  )
})

test('base64 of ten megabytes is read in little time', () => {
  const data = PNG.slice(0, 88) + 'A'.repeat(8_000_000)
  const start = performance.now()
  expect(outcome(image('image/png', data))).toBe('forward')
  expect(outcome(image('image/png', `${data.slice(0, -4)}A*AA`))).toContain('not base64')
  expect(performance.now() - start).toBeLessThan(3000)
})

test.each([
  { uri: 'ui://server/page', mimeType: 'text/html', text: '<p>' },
  { uri: 'UI://server/page', mimeType: 'text/html', text: '<p>' },
  { uri: 'a:b', mimeType: 'text/html;profile=mcp-app', text: '<p>' },
  { uri: 'a:b', mimeType: 'text/html; charset=utf-8; profile="mcp-app"', text: '<p>' },
])('a page of an app needs `content.apps`: %j', (page) => {
  expect(resource(page)).toBe(
    'the server sent a page to be shown as an app, which `content.apps` in the profile denies',
  )
  expect(resource(page, { apps: 'allow' })).toBe('forward')
})

test.each([
  ['javascript:alert(1)', 'javascript'],
  [' java\tscript:alert(1)', 'javascript'],
  ['JavaScript:alert(1)', 'javascript'],
  ['vbscript:x', 'vbscript'],
  ['data:text/html;base64,PHA+', 'data'],
  ['blob:null/1', 'blob'],
])('refuses an address that carries its own content: %j', (uri, scheme) => {
  const link = { type: 'resource_link', uri, name: 'a' }
  expect(outcome(link)).toBe(
    `the server gives away an address with the scheme \`${scheme}\`, which carries its own content`,
  )
  expect(outcome({ type: 'text', text: uri })).toBe(uri.includes('\t') ? 'forward' : 'forward')
})

test('what a tool calls its own means nothing', () => {
  const structuredContent = {
    type: 'image',
    mimeType: 'x',
    data: '?',
    uri: 'javascript:1',
    blob: '?',
  }
  expect(show({ content: [], structuredContent }, 'tools/call', { name: 't' }, {})).toBe('forward')
})

test.each<readonly [string, unknown, string]>([
  ['a member called like an address', { ui: { resourceUri: 'javascript:alert(1)' } }, 'javascript'],
  ['any case', { 'vendor/homeURL': 'java\nscript:alert(1)' }, 'javascript'],
  ['a list of them', { links: ['https://a/', 'data:text/html,<p>'] }, 'data'],
  ['a link of the protocol', { more: [{ type: 'resource_link', uri: 'vbscript:x' }] }, 'vbscript'],
  ['a drawing', { thumbnailUrl: `data:image/svg+xml;base64,${base64('<svg/>')}` }, 'data'],
  ['a page called a picture', { src: `data:image/png;base64,${HTML}` }, 'data'],
])('an address in `_meta` may not carry its own content: %s', (_title, _meta, scheme) => {
  const reason = `the server gives away an address with the scheme \`${scheme}\`, which carries its own content`
  expect(outcome({ type: 'text', text: 'a', _meta })).toBe(reason)
  expect(show({ content: [], _meta }, 'tools/call', { name: 't' }, {})).toBe(reason)
})

test.each([
  { ui: { resourceUri: 'ui://server/page', csp: { connectDomains: ['https://a'] } } },
  { 'openai/outputTemplate': 'ui://widget/a.html', uri: 'file:///a', link: '/relative' },
  {
    thumbnailUrl: `data:image/png;base64,${PNG}`,
    src: `data:image/png;base64,${PNG.slice(0, 88)}${'A'.repeat(40_000)}`,
  },
  { description: 'JavaScript: the good parts', data: 'data: yes', note: { text: 'javascript:' } },
])("everything else in `_meta` is the server's own: %#", (_meta) => {
  expect(outcome({ type: 'text', text: 'a', _meta })).toBe('forward')
})

test.each([100, 500, 3000, 20_000])('what stands behind %i characters counts too', (length) => {
  const types = ['image/*']
  const said = (mimeType: string, text: string) =>
    resource({ uri: 'a:b', mimeType, text }, { types })
  const filler = ' '.repeat(length)
  expect(said('image/svg+xml', `<svg>${filler}<g/></svg>`)).toBe('forward')
  expect(said('image/svg+xml', `<svg>${filler}<script/></svg>`)).toContain(
    'an SVG drawing that holds',
  )
  expect(said('image/png', `${filler}<svg/>`)).toContain('does not begin as')
  expect(said('image/png', `${filler}x`)).toBe('forward')
})

test('a request for a sample is held to the same', () => {
  const inspector = d.door({ content: { types: LIST, apps: 'deny', svg: 'plain' } })
  d.play(inspector, [
    ...d.handshake({ sampling: {} }),
    [
      'server',
      d.request(9, 'sampling/createMessage', {
        messages: [{ role: 'user', content: image('image/png', HTML) }],
        maxTokens: 1,
      }),
      'answer server 9 invalid-request',
    ],
  ])
})

const BLANK = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'
const list = (src: string) =>
  d.result(1, {
    tools: [
      { name: 't', inputSchema: { type: 'object' }, icons: [{ src: 'https://a/b.svg' }, { src }] },
    ],
  })

function listed(src: string): string {
  const inspector = d.door()
  d.play(inspector, [...d.handshake(), ['client', d.request(1, 'tools/list'), 'forward']])
  return d.show(d.say(inspector, 'server', list(src)))
}

test.each([
  'javascript:alert(1)',
  'http://a/b.png',
  'file:///etc/passwd',
  `data:image/svg+xml;base64,${base64('<svg/>')}`,
  `data:image/png;base64,${HTML}`,
  'data:image/png,x',
])('an icon that is not safe becomes blank: %s', (src) => {
  expect(listed(src)).toBe(`replace ${list(BLANK)}\n`)
})

test.each([`data:image/png;base64,${PNG}`, 'HTTPS://a/b', BLANK])('other icons stay: %s', (src) => {
  expect(listed(src)).toBe('forward')
})

test.each([
  { type: 'resource_link', name: 'a', uri: `${' '.repeat(20_000)}javascript:alert(1)` },
  { type: 'resource', resource: { uri: `${' '.repeat(20_000)}ui://a`, text: 'a' } },
  {
    type: 'resource',
    resource: {
      uri: 'a:b',
      text: '<p>',
      mimeType: `text/html;a=${'b'.repeat(20_000)};profile=mcp-app`,
    },
  },
])('what stands behind much that goes for nothing is seen: %#', (content) => {
  const everything = { types: ['*/*'], apps: 'deny' } as const
  expect(outcome(content, everything)).toMatch(/the scheme `javascript`|to be shown as an app/)
})
