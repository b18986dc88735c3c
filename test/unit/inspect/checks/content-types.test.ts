import { expect, test } from 'vitest'
import * as d from '../doors.ts'

type Content = NonNullable<NonNullable<Parameters<typeof d.door>[0]>['content']>

const TYPES = [
  'text/*',
  'image/*',
  'audio/*',
  'video/*',
  'application/octet-stream',
  'application/json',
  'application/*+json',
]
const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64')
const image = (mimeType: string, data: string) => ({ type: 'image', mimeType, data: base64(data) })
const sound = (mimeType: string, data: string) => ({ type: 'audio', mimeType, data: base64(data) })
const embed = (more: object) => ({ type: 'resource', resource: { uri: 'a:b', ...more } })
const blob = (mimeType: string, data: string) => embed({ mimeType, blob: base64(data) })

function outcome(content: object, options: Partial<Content> = {}): string {
  const inspector = d.door({
    content: { types: TYPES, apps: 'deny', svg: 'plain', ...options },
  })
  d.play(inspector, [...d.handshake(), ['client', d.call(1), 'forward']])
  const verdict = d.say(inspector, 'server', d.result(1, { content: [content] }))
  return verdict.kind === 'answer' ? verdict.reason : d.show(verdict)
}

test.each([
  blob('text/plain', 'all of it text, caf\xe9 too\r\n\f\x1b[1m'),
  blob('text/plain', ''),
  blob('text/csv; charset=utf-16', 'a\0,\0b\0'),
  blob('text/plain', '\xff\xfea\0b\0'),
  blob('application/json', '{"a":1}'),
  blob('text/html', '<!doctype html><script>1</script>'),
  blob('application/octet-stream', '\x7fELF\0'),
  image('image/x-unheard-of', '\x01\x02<svg>'),
  image('image/heif', '\0\0\0\x18ftypheic'),
  sound('audio/x-unheard-of', 'anything'),
])('lets pass what can be what it says: %j', (content) => {
  expect(outcome(content)).toBe('forward')
})

test.each([
  blob('text/plain', '\x7fELF\x02\x01\x01'),
  blob('text/plain', 'MZ\x90\0\x03'),
  blob('text/markdown', 'a'.repeat(900) + '\0'),
  blob('text/html', '\x89PNG\r\n\x1a\n'),
  blob('text/x-python', '%PDF-1.7'),
  blob('text/csv', 'PK\x03\x04'),
  blob('application/json', '\x1f\x8b\x08'),
  blob('application/vnd.a+json', '{}\0'),
])('a program or a picture under the name of a text is refused: %j', (content) => {
  expect(outcome(content)).toMatch(/^the server sent content that does not begin as the type `/)
})

test.each([
  image('image/x-unheard-of', '<svg onload="a()"/>'),
  image('image/jxl', ' \r\n\t<!doctype html>'),
  image('image/x-tga', '\xef\xbb\xbf<?xml'),
  image('image/svg', '<svg onload="a()"/>'),
  image('image/x-a', '\xff\xfe<\0s\0'),
  sound('audio/x-unheard-of', '<html>'),
  blob('video/x-unheard-of', '<script>'),
  embed({ mimeType: 'image/png', text: '\n<svg onload="a()"/>' }),
  embed({ mimeType: 'image/x-a', text: '<html>' }),
])('a page under the name of a picture is refused, known or not: %j', (content) => {
  expect(outcome(content)).toMatch(/^the server sent content that does not begin as the type `/)
})

test.each([image('text/html', '<p>'), sound('text/plain', 'a')])(
  'a text is no picture and no sound: %j',
  (content) => {
    expect(outcome(content)).toMatch(/that does not begin as the type/)
  },
)

const PLAIN = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
const WICKED = PLAIN.replace('<path', '<script>alert(1)</script><path')

test.each([
  (svg: string) => image('image/svg+xml', svg),
  (svg: string) => image('IMAGE/SVG+XML; charset=utf-8', svg),
  (svg: string) => blob('image/svg+xml', svg),
  (svg: string) => embed({ mimeType: 'image/svg+xml', text: svg }),
  (svg: string) =>
    embed({
      mimeType: 'image/svg+xml',
      text: svg.replace('<path', `<g>${' '.repeat(40_000)}</g><path`),
    }),
])('a drawing only draws, unless the profile says otherwise: %#', (as) => {
  expect(outcome(as(PLAIN))).toBe('forward')
  expect(outcome(as(WICKED))).toBe(
    'the server sent an SVG drawing that holds a script, which `content.svg` in the profile does not allow',
  )
  expect(outcome(as(WICKED), { svg: 'allow' })).toBe('forward')
  expect(outcome(as(PLAIN), { svg: 'deny' })).toBe(
    'the server sent an SVG drawing, which `content.svg` in the profile denies',
  )
  expect(outcome(as(PLAIN), { types: ['image/png'] })).toContain('`content.types`')
})

test('a compressed drawing cannot be looked into', () => {
  expect(outcome(image('image/svg+xml', '\x1f\x8b\x08'))).toContain('markup that parsers read')
})

test.each([['iso-2022-jp'], ['"utf-16"'], ['utf-8; charset=iso-2022-jp'], ['utf-80']])(
  'a drawing is read in the encoding that a browser would take: %s',
  (charset) => {
    // In ISO-2022-JP the quote between the two escapes is half of a character.
    const drawing = `<svg><g a="\x1b$B" b='\x1b(B" onload="alert(1)" c=""'/></svg>`
    const type = `image/svg+xml;charset=${charset}`
    expect(outcome(blob(type, drawing))).toContain('markup that parsers read')
    expect(outcome(image(type, drawing))).toContain('markup that parsers read')
    expect(outcome(blob('image/svg+xml;charset="UTF-8"', PLAIN))).toBe('forward')
  },
)

test('a resource that says it is a picture, too, is looked at as both', () => {
  const mimeType = 'image/svg+xml'
  const read = (more: object) => {
    const inspector = d.door()
    const request = d.request(1, 'resources/read', { uri: 'a:b' })
    d.play(inspector, [...d.handshake(), ['client', request, 'forward']])
    const contents = [{ uri: 'a:b', mimeType, type: 'image', data: base64(PLAIN), ...more }]
    return d.show(d.say(inspector, 'server', d.result(1, { contents })))
  }
  expect(read({ blob: base64(WICKED) })).toBe('answer client 1 invalid-response')
  expect(read({ text: WICKED })).toBe('answer client 1 invalid-response')
  expect(read({ text: PLAIN })).toBe('forward')
  expect(read({ text: PLAIN, data: base64(WICKED) })).toBe('answer client 1 invalid-response')
})

test('a type does not carry the content that an address made of it would have', () => {
  const wicked = ',<svg onload=alert(1)>'
  const type = /`content\.types`/
  expect(outcome(image(`image/svg+xml${wicked}`, 'a'))).toMatch(type)
  expect(outcome(blob(`image/svg+xml${wicked}`, 'a'), { types: ['*/*'] })).toMatch(type)
  expect(outcome(image(`image/svg+xml;a${wicked}`, PLAIN))).toContain('markup that parsers read')
  const video = blob('video/x-a; codecs="avc1.42E01E, mp4a.40.2"', 'a')
  expect(outcome(video)).toBe('forward')
})
