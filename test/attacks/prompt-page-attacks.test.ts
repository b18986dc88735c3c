import { execFile } from 'node:child_process'
import { request as httpRequest } from 'node:http'
import { connect, createServer as createTcpServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Asking, openPage, type Page, type Told } from '../../src/prompt/index.ts'

let page: Page
let port = 0
let path = ''
/** What the page was told, as long as it was told nothing. */
let told: Told | undefined

const asking: Asking = {
  title: 'The vault is locked',
  lines: [],
  wants: 'confirm',
  timeoutMs: 30_000,
  signal: new AbortController().signal,
}

beforeEach(async () => {
  await open(asking)
})
afterEach(() => page.close())

async function open(request: Asking): Promise<void> {
  page = await openPage(request)
  const url = new URL(page.url)
  port = Number(url.port)
  path = url.pathname
  told = undefined
  void page.told.then((answer) => (told = answer))
}

const YES = Buffer.from([2])

interface Request {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: Buffer
  readonly host?: string
}

/** The page's own answer, with what the attack changes; undefined headers are left out. */
function ask(
  change: Request = {},
): Promise<{ status: number; headers: NodeJS.Dict<unknown>; body: string }> {
  const { method = 'POST', path: to = path, body = YES, host = '127.0.0.1' } = change
  const own = {
    host: `localhost:${port}`,
    origin: `http://localhost:${port}`,
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/octet-stream',
    ...change.headers,
  }
  const headers = Object.fromEntries(
    Object.entries(own).flatMap(([n, v]) => (v === undefined ? [] : [[n, v]])),
  )
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host, port, method, path: to, headers, agent: false }, (reply) => {
      let text = ''
      reply.setEncoding('utf8').on('data', (chunk) => (text += chunk))
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: text }),
      )
    })
    sent.on('error', reject)
    sent.end(method === 'GET' ? undefined : body)
  })
}

const get = (change: Request = {}) =>
  ask({
    method: 'GET',
    ...change,
    headers: {
      origin: undefined,
      'sec-fetch-site': undefined,
      'content-type': undefined,
      ...change.headers,
    },
  })

test('the page’s own answer counts', async () => {
  const answered = ask()
  expect(await page.told).toEqual({ kind: 'yes' })
  page.close('done')
  expect(await answered).toMatchObject({ status: 200, body: '{"over":"done"}' })
})

/** Puts in what is known only when the page is there. */
function fill(text: string): string {
  return text.replace('PORT', String(port)).replace('PATH', path).replace('PART', path.slice(0, 20))
}

test.each<[string, Request, number]>([
  ['another name for this machine', { headers: { host: '127.0.0.1:PORT' } }, 421],
  ['a name that leads here (DNS rebinding)', { headers: { host: 'evil.test:PORT' } }, 421],
  ['no port in the name', { headers: { host: 'localhost' } }, 421],
  ['another page as origin', { headers: { origin: 'https://evil.test' } }, 403],
  ['another port as origin', { headers: { origin: 'http://localhost:1' } }, 403],
  ['a page without an origin', { headers: { origin: 'null' } }, 403],
  ['no origin', { headers: { origin: undefined } }, 403],
  ['a cross-site request', { headers: { 'sec-fetch-site': 'cross-site' } }, 403],
  ['a same-site request from another port', { headers: { 'sec-fetch-site': 'same-site' } }, 403],
  ['no fetch metadata', { headers: { 'sec-fetch-site': undefined } }, 403],
  ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 403],
  ['a guessed path', { path: `/${'A'.repeat(43)}` }, 404],
  ['no path', { path: '/' }, 404],
  ['a path with a query', { path: 'PATH?x' }, 404],
  ['the beginning of the path', { path: 'PART' }, 404],
  ['another method', { method: 'PUT' }, 405],
  ['a body that is no answer', { body: Buffer.from([9]) }, 400],
  ['an answer to another question', { body: Buffer.from([1, 0, 0, 0, 65]) }, 400],
  ['a body that is too large', { body: Buffer.alloc(20 * 1024 + 1, 2) }, 413],
  ['an empty body', { body: Buffer.alloc(0) }, 400],
])('refused: %s', async (_name, change, status) => {
  const headers = Object.fromEntries(
    Object.entries(change.headers ?? {}).map(([name, value]) => [name, value && fill(value)]),
  )
  const reply = await ask({ ...change, headers, ...(change.path && { path: fill(change.path) }) })
  expect(reply).toMatchObject({ status, body: '' })
  expect(told).toBeUndefined()
})

test.each<[string, Request, number]>([
  ['by another host name', { headers: { host: 'evil.test:PORT' } }, 421],
  ['into a frame', { headers: { 'sec-fetch-dest': 'iframe' } }, 403],
  ['by a script', { headers: { 'sec-fetch-dest': 'empty' } }, 403],
  ['by a guessed path', { path: `/${'A'.repeat(43)}` }, 404],
])('the page is not shown %s', async (_name, change, status) => {
  const headers = Object.fromEntries(
    Object.entries(change.headers ?? {}).map(([name, value]) => [
      name,
      value?.replace('PORT', String(port)),
    ]),
  )
  expect(await get({ ...change, headers })).toMatchObject({ status, body: '' })
})

test('a path is good for one answer', async () => {
  const first = ask()
  expect(await page.told).toEqual({ kind: 'yes' })
  expect(await ask({ body: Buffer.from([3]) })).toMatchObject({ status: 404 })
  expect(await get()).toMatchObject({ status: 404 })
  const next = page.again('once more')
  const { again } = JSON.parse((await first).body) as { again: string }
  expect(again).not.toBe(path)
  expect(await ask()).toMatchObject({ status: 404 })
  void ask({ path: again, body: Buffer.from([3]) })
  expect(await next).toEqual({ kind: 'no' })
})

test('every reply forbids keeping, framing, sniffing and loading', async () => {
  for (const reply of [await get(), await get({ path: '/' })]) {
    expect(reply.headers).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      connection: 'close',
    })
    const policy = String(reply.headers['content-security-policy'])
    expect(policy).toMatch(/^default-src 'none'; script-src 'nonce-[\w-]{43}'; style-src 'nonce-/)
    expect(policy).toContain("frame-ancestors 'none'")
  }
})

test('no two pages share a nonce or a path', async () => {
  const policies = [await get(), await get()].map(
    ({ headers }) => headers['content-security-policy'],
  )
  expect(new Set(policies).size).toBe(2)
  const other = await openPage(asking)
  expect(new URL(other.url).pathname).not.toBe(path)
  other.close()
})

/** What a connection says until it is closed. */
function raw(text: string, host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host, () => socket.write(text))
    let heard = ''
    socket.on('data', (chunk) => (heard += String(chunk)))
    socket.on('close', () => resolve(heard))
    socket.on('error', reject)
  })
}

test.each([
  ['a head that never ends', 'GET / HTTP/1.1\r\nhost: a\r\n'],
  ['a body that never ends', 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nx'],
  ['silence', ''],
])('%s is hung up on', async (_name, text) => {
  const begun = Date.now()
  const heard = await raw(text)
  expect(heard === '' || heard.startsWith('HTTP/1.1 408')).toBe(true)
  expect(Date.now() - begun).toBeLessThan(10_000)
})

test('two host names are refused', async () => {
  const heard = await raw(
    `GET ${path} HTTP/1.1\r\nhost: localhost:${port}\r\nhost: evil.test\r\n\r\n`,
  )
  expect(heard).toMatch(/^HTTP\/1\.1 400/)
})

test('a head that is too large is refused', async () => {
  const heard = await raw(
    `GET ${path} HTTP/1.1\r\nhost: localhost:${port}\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
  )
  expect(heard).toMatch(/^HTTP\/1\.1 431/)
})

test('it listens on both loopback addresses and on no other', async () => {
  expect((await get({ host: '::1' })).status).toBe(200)
  const outside = Object.values(networkInterfaces()).flatMap((each = []) =>
    each.flatMap(({ address, internal, family }) =>
      internal || family !== 'IPv4' ? [] : [address],
    ),
  )
  for (const host of [...outside, '127.0.0.2'])
    await expect(get({ host })).rejects.toThrow('ECONNREFUSED')
})

test('nobody else can have the same port of the other address', async () => {
  for (const host of ['127.0.0.1', '::1', '0.0.0.0']) {
    const squatter = createTcpServer()
    const listening = new Promise((resolve, reject) =>
      squatter.once('error', reject).listen({ host, port }, () => resolve(host)),
    )
    await expect(listening).rejects.toThrow('EADDRINUSE')
  }
})

test('a page that is closed leaves nothing listening', async () => {
  page.close()
  expect(await page.told).toEqual({ kind: 'cancelled' })
  await expect(get()).rejects.toThrow('ECONNREFUSED')
})

// Only root can act as somebody else; without that power the rows of the others are of no use.
const isRoot = process.getuid?.() === 0
test.each(
  isRoot
    ? [
        [54321, ''],
        [0, '200'],
      ]
    : [[process.getuid?.() ?? 0, '200']],
)('of the machine’s users, %i is answered with "%s"', (uid, expected) => {
  const program = `require('http').get(${JSON.stringify(page.url)}, (r) => console.log(r.statusCode)).on('error', () => {})`
  const user = isRoot ? ['setpriv', `--reuid=${uid}`, '--clear-groups', '--'] : ['env']
  const child = outputOf(user[0] ?? '', [...user.slice(1), process.execPath, '-e', program])
  return expect(child).resolves.toBe(expected)
})

async function outputOf(file: string, args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(file, [...args], { cwd: '/' })
  return stdout.trim()
}
