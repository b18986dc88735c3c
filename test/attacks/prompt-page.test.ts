import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import {
  type Asking,
  type Enrolment,
  openPage,
  type Page,
  type Told,
} from '../../src/prompt/index.ts'
import { type Chromium, startChromium, type Tab } from '../support/chromium.ts'

const folder = mkdtempSync(join(tmpdir(), 'airlock-page-'))
let chromium: Chromium
const pages: Page[] = []

const asking: Asking = {
  title: 'The vault is locked',
  lines: [
    'profile <b id=planted>notes</b> & "more"',
    `</script><script>document.title='planted'</script>`,
  ],
  matchCode: 'K7Q2ZD',
  wants: 'passphrase',
  timeoutMs: 60_000,
  signal: new AbortController().signal,
}
const SALT = Buffer.alloc(32, 7).toString('base64url')
const enrolment: Enrolment = { ...asking, enrol: { account: 'vault 1', prfSalt: SALT } }

beforeAll(async () => {
  chromium = await startChromium(folder)
})
afterEach(() => {
  for (const page of pages.splice(0)) page.close()
})
afterAll(async () => {
  await chromium.end()
  rmSync(folder, { recursive: true, force: true })
})

async function opened(request: Asking | Enrolment): Promise<Page> {
  const page = await openPage(request)
  pages.push(page)
  return page
}

async function shown(request: Asking | Enrolment, tab?: Tab): Promise<{ page: Page; tab: Tab }> {
  const page = await opened(request)
  const shownIn = tab ?? (await chromium.tab())
  await shownIn.open(page.url)
  return { page, tab: shownIn }
}

const secretOf = (told: Told) => {
  if (told.kind !== 'secret') throw new Error(`told ${JSON.stringify(told)}`)
  return {
    value: told.value.toString(),
    credential: told.prf?.credential,
    output: told.prf?.output.toString('hex'),
  }
}

test('a passphrase arrives byte by byte, and the page says what came of it', async () => {
  const { page, tab } = await shown(asking)
  await tab.type('grün 100% 🔑 <b>')
  await tab.click('button')
  expect(secretOf(await page.told)).toEqual({ value: 'grün 100% 🔑 <b>' })
  expect(await tab.evaluate('document.querySelector("#value").value')).toBe('')
  page.close('Unlocked. You can close this page.')
  await tab.until('document.querySelector("#over").textContent.startsWith("Unlocked")')
  expect(await tab.evaluate('document.querySelector("form")')).toBeNull()
})

test('what is shown is text, whatever it looks like', async () => {
  const { tab } = await shown({ ...asking, error: '<i>wrong</i>' })
  const text = String(await tab.evaluate('document.body.innerText'))
  for (const line of [...asking.lines, 'K7Q2ZD', '<i>wrong</i>', asking.title])
    expect(text).toContain(line)
  expect(await tab.evaluate('document.querySelector("#planted, i")')).toBeNull()
  expect(await tab.evaluate('document.title')).toBe('mcp-airlock: The vault is locked')
})

test('a wrong answer is asked for again in the same page, under another path', async () => {
  const { page, tab } = await shown(asking)
  await tab.type('first')
  await tab.click('button')
  expect(secretOf(await page.told).value).toBe('first')
  const next = page.again('That was wrong.')
  await tab.until('document.querySelector("#error").textContent === "That was wrong."')
  await tab.type('second')
  await tab.click('button')
  expect(secretOf(await next).value).toBe('second')
})

test.each([
  ['button', 'yes'],
  ['#refuse', 'no'],
  ['#cancel', 'cancelled'],
])('a consent: %s is %s', async (selector, kind) => {
  const { page, tab } = await shown({ ...asking, wants: 'confirm' })
  await tab.click(selector)
  expect(await page.told).toEqual({ kind })
})

test('an enrolled security key gives the same secret for the same salt, and another for another', async () => {
  const tab = await chromium.tab()
  await tab.addKey()
  const enrolled = await shown(enrolment, tab)
  await tab.click('#key')
  const { value, credential = '', output } = secretOf(await enrolled.page.told)
  expect(value).toBe('')
  expect(output).toMatch(/^[0-9a-f]{64}$/)
  enrolled.page.close()

  const unlock = async (prfSalt: string) => {
    const { page } = await shown({ ...asking, prf: [{ credential, prfSalt }] }, tab)
    await tab.type('with a key')
    await tab.click('#key')
    const told = secretOf(await page.told)
    page.close()
    expect(told).toMatchObject({ value: 'with a key', credential })
    return told.output
  }
  expect(await unlock(SALT)).toBe(output)
  expect(await unlock(SALT)).toBe(output)
  expect(await unlock(Buffer.alloc(32, 8).toString('base64url'))).not.toBe(output)
})

test('of several credentials the one that is there answers, with its own salt', async () => {
  const tab = await chromium.tab()
  await tab.addKey()
  const enrolled = await shown(enrolment, tab)
  await tab.click('#key')
  const { credential = '', output } = secretOf(await enrolled.page.told)
  enrolled.page.close()
  const other = {
    credential: Buffer.alloc(32, 9).toString('base64url'),
    prfSalt: Buffer.alloc(32, 1).toString('base64url'),
  }
  const { page } = await shown(
    { ...asking, wants: 'confirm', prf: [other, { credential, prfSalt: SALT }] },
    tab,
  )
  await tab.click('#key')
  expect(secretOf(await page.told)).toEqual({ value: '', credential, output })
})

test('a key without the PRF extension cannot be enrolled', async () => {
  const tab = await chromium.tab()
  await tab.addKey({ hasPrf: false })
  const { page } = await shown(enrolment, tab)
  await tab.click('#key')
  expect(await page.told).toEqual({ kind: 'unavailable', reason: 'this security key has no PRF' })
})

test('a key that does not know its user gives nothing, and the page says so', async () => {
  const tab = await chromium.tab()
  await tab.addKey({ isUserVerified: false })
  const { tab: same } = await shown({ ...enrolment, timeoutMs: 3000 }, tab)
  await same.click('#key')
  await same.until('document.querySelector("#error").textContent.includes("NotAllowedError")')
})

test('nobody answers in time: whoever comes later finds nothing', async () => {
  const { page, tab } = await shown({ ...asking, timeoutMs: 1000 })
  expect(await page.told).toEqual({ kind: 'timeout' })
  await tab.type('late')
  await tab.click('button')
  await tab.until('document.querySelector("#over").textContent.includes("over")')
})

test('the signal ends it', async () => {
  const abort = new AbortController()
  const page = await opened({ ...asking, signal: abort.signal })
  abort.abort()
  expect(await page.told).toEqual({ kind: 'cancelled' })
  await expect(fetch(page.url)).rejects.toThrow()
})
