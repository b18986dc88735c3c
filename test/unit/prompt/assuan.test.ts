import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { AssuanClient, commandLine, type Reply } from '../../../src/prompt/assuan.ts'

/** What one command is answered with when the other end says these chunks. */
async function replyTo(...chunks: readonly (string | Buffer)[]): Promise<Reply & { sent: string }> {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const client = new AssuanClient(input, output)
  const reply = client.command('GETPIN')
  for (const chunk of chunks) output.write(chunk)
  output.end()
  const got = await reply
  return { ...got, sent: String(input.read()) }
}

test.each<[string, readonly (string | Buffer)[], object]>([
  ['nothing', ['OK\n'], { kind: 'ok', data: Buffer.alloc(0) }],
  ['OK with a comment', ['OK closing\n'], { kind: 'ok' }],
  ['data', ['D abc\nOK\n'], { kind: 'ok', data: Buffer.from('abc') }],
  ['data in two lines', ['D ab\nD c\nOK\n'], { kind: 'ok', data: Buffer.from('abc') }],
  ['data cut anywhere', ['D', ' a%2', '5c\nO', 'K\n'], { kind: 'ok', data: Buffer.from('a%c') }],
  ['escapes', ['D %25%0D%0a%c3%A9\nOK\n'], { kind: 'ok', data: Buffer.from('%\r\né') }],
  [
    'an error',
    ['ERR 83886179 Operation cancelled <Pinentry>\n'],
    { kind: 'error', cause: 99, text: 'Operation cancelled <Pinentry>' },
  ],
  ['data before an error is none', ['D abc\nERR 83886142 Timeout\n'], { kind: 'error', cause: 62 }],
  ['status and comments', ['S PROGRESS\n# hello\nOK\n'], { kind: 'ok' }],
  [
    'a question back is answered with nothing',
    ['INQUIRE QUALITY abc\nOK\n'],
    { kind: 'ok', sent: 'GETPIN\nEND\n' },
  ],
  ['the end', [], { kind: 'gone' }],
  ['half a line', ['OK'], { kind: 'gone' }],
  ['a broken escape', ['D a%2\nOK\n'], { kind: 'gone' }],
  ['an escape that is none', ['D a%zz\nOK\n'], { kind: 'gone' }],
  ['another word', ['HELLO\n'], { kind: 'gone' }],
  ['an error without a number', ['ERR no\n'], { kind: 'gone' }],
  ['a line that is too long', [`D ${'x'.repeat(999)}\nOK\n`], { kind: 'gone' }],
  ['too much data', [`${`D ${'x'.repeat(900)}\n`.repeat(19)}OK\n`], { kind: 'gone' }],
])('%s', async (_name, chunks, expected) => {
  expect(await replyTo(...chunks)).toMatchObject(expected)
})

test('what was read is overwritten', async () => {
  const chunk = Buffer.from('D secret\nOK\n')
  await replyTo(chunk)
  expect(chunk).toEqual(Buffer.alloc(chunk.length))
})

test('a greeting that comes before anybody asks is kept', async () => {
  const output = new PassThrough()
  const client = new AssuanClient(new PassThrough(), output)
  output.write('OK Pleased to meet you\n')
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(await client.greeting()).toMatchObject({ kind: 'ok' })
})

test('after the end every command is answered at once', async () => {
  const client = new AssuanClient(new PassThrough(), new PassThrough())
  client.close()
  expect(await client.command('GETPIN')).toEqual({ kind: 'gone' })
})

test.each([
  ['plain', 'SETDESC plain'],
  ['100%\r\nnext\u0000', 'SETDESC 100%25%0D%0Anext%00'],
  ['grün 🔑', 'SETDESC grün 🔑'],
])('a command carries %j', (text, line) => {
  expect(commandLine('SETDESC', text)).toBe(line)
})

test.each(['x', '%', '🔑', '\n'])('a text of many %j is cut so that the line fits', (character) => {
  const line = commandLine('SETDESC', character.repeat(2000))
  expect(Buffer.byteLength(line)).toBeLessThanOrEqual(1000)
  expect(Buffer.byteLength(line)).toBeGreaterThan(985)
  expect(line).toMatch(/…$/)
})
