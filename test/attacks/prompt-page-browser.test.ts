import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openPage, type Page, type Told } from '../../src/prompt/index.ts'
import { type Chromium, startChromium } from '../support/chromium.ts'

const folder = mkdtempSync(join(tmpdir(), 'airlock-page-browser-'))
let chromium: Chromium
let page: Page
/** What the page was told, as long as it was told nothing. */
let told: Told | undefined

beforeAll(async () => {
  chromium = await startChromium(folder, ['--host-resolver-rules=MAP evil.test 127.0.0.1'])
})
beforeEach(async () => {
  page = await openPage({
    title: 'The vault is locked',
    lines: [],
    wants: 'confirm',
    timeoutMs: 30_000,
    signal: new AbortController().signal,
  })
  told = undefined
  void page.told.then((answer) => (told = answer))
})
afterEach(() => page.close())
afterAll(async () => {
  await chromium.end()
  rmSync(folder, { recursive: true, force: true })
})

/** A page of somebody else's, in the same browser. */
async function evil(html: string): Promise<Server> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

test.each(['127.0.0.1', 'localhost', 'evil.test'])(
  'in a real browser a page of http://%s can neither answer nor frame it',
  async (host) => {
    const server = await evil(`<iframe src="${page.url}"></iframe>
    <iframe name="sink"></iframe>
    <form method="post" action="${page.url}" target="sink" enctype="text/plain"><input name="\u0002" value=""></form>`)
    try {
      const tab = await chromium.tab()
      await tab.open(`http://${host}:${(server.address() as AddressInfo).port}/`)
      const send = (options: string) =>
        tab.evaluate(
          `fetch(${JSON.stringify(page.url)}, ${options}).then((r) => r.type + r.status, () => 'failed')`,
        )
      const body = 'body: new Uint8Array([2])'
      expect(await send(`{ method: 'POST', ${body} }`)).toBe('failed')
      expect(await send(`{ method: 'POST', mode: 'no-cors', ${body} }`)).toMatch(
        /^(opaque0|failed)$/,
      )
      const typed = `{ method: 'POST', headers: { 'content-type': 'application/octet-stream' }, ${body} }`
      expect(await send(typed)).toBe('failed')
      await tab.evaluate('document.forms[0].submit()')
      await new Promise((resolve) => setTimeout(resolve, 300))
      const framed = await tab.evaluate(`[...document.querySelectorAll('iframe')].map((f) => {
      try { return f.contentDocument === null ? 'foreign' : f.contentDocument.body.innerText } catch { return 'foreign' } })[0]`)
      expect(framed).toBe('foreign')
      const { frameTree } = await tab.send('Page.getFrameTree')
      // A frame of another site is a target of its own.
      const { targetInfos } = await tab.send('Target.getTargets')
      const frames = targetInfos.filter(({ type }: { type: string }) => type === 'iframe')
      const inside = JSON.stringify(frameTree.childFrames ?? [])
      expect(inside + JSON.stringify(frames)).toContain(page.url)
      expect(inside).not.toContain(`"url":"${page.url}`)
      for (const { targetId } of frames) {
        const frame = await chromium.attach(targetId)
        expect(await frame.evaluate('location.protocol')).toBe('chrome-error:')
      }
      expect(told).toBeUndefined()
    } finally {
      server.close()
      server.closeAllConnections()
    }
  },
)

test('in a real browser a name that leads here shows nothing (DNS rebinding)', async () => {
  const tab = await chromium.tab()
  const { port, pathname: path } = new URL(page.url)
  await tab.open(`http://evil.test:${port}${path}`)
  expect(await tab.evaluate('document.querySelector("form")')).toBeNull()
  await tab.evaluate(
    `fetch(${JSON.stringify(path)}, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: new Uint8Array([2]) }).catch(() => 0)`,
  )
  expect(told).toBeUndefined()
})

test('in a real browser nothing but the page’s own script runs', async () => {
  const tab = await chromium.tab()
  await tab.open(page.url)
  await tab
    .evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { textContent: '' }))`,
    )
    .catch(() => 0)
  const ran = await tab.evaluate(`(() => {
    const script = document.createElement('script')
    try { script.text = 'window.planted = 1' } catch { return 'refused' }
    document.body.append(script)
    return window.planted === undefined ? 'refused' : 'ran'
  })()`)
  expect(ran).toBe('refused')
  expect(
    await tab.evaluate(`fetch('https://evil.test/').then(() => 'sent', () => 'refused')`),
  ).toBe('refused')
})
