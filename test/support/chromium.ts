import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** The values of the Chrome DevTools protocol: whatever JSON a method gives. */
// oxlint-disable-next-line typescript/no-explicit-any
type Value = any

/** A page of a real browser. */
export interface Tab {
  send(method: string, parameters?: object): Promise<Value>
  /** Goes there and waits until it is loaded. */
  open(url: string): Promise<void>
  /** The value of an expression, awaited. */
  evaluate(expression: string): Promise<Value>
  click(selector: string): Promise<void>
  /** Types into the field that has the keyboard, as soon as one has it. */
  type(text: string): Promise<void>
  /** Waits until the expression is true. */
  until(expression: string): Promise<void>
  /** Adds a security key that answers at once; returns its number. */
  addKey(options?: object): Promise<string>
}

export interface Chromium {
  tab(): Promise<Tab>
  /** A target that is there already, such as a frame of another site. */
  attach(targetId: string): Promise<Tab>
  end(): Promise<void>
}

/** Starts Debian's Chromium, headless, driven through descriptors 3 and 4: JSON values, each ended by a NUL. */
export async function startChromium(folder: string, flags: readonly string[] = []) {
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true })
  const browser = spawn('/usr/bin/chromium', [...FLAGS, `--user-data-dir=${home}/data`, ...flags], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: {
      PATH: '/usr/bin:/bin',
      HOME: home,
      XDG_CONFIG_HOME: home,
      XDG_CACHE_HOME: home,
      LANG: 'C.UTF-8',
    },
  })
  const gone = new Promise<void>((resolve) => browser.once('exit', () => resolve()))
  const send = connection(browser)
  await send('Browser.getVersion')
  const chromium: Chromium = {
    tab: async () => {
      const { targetId } = await send('Target.createTarget', { url: 'about:blank' })
      return chromium.attach(targetId)
    },
    attach: async (targetId) => {
      const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true })
      return tabOf((method, parameters) => send(method, parameters, sessionId))
    },
    end: async () => {
      void send('Browser.close').catch(() => undefined)
      const force = setTimeout(() => browser.kill('SIGKILL'), 5000)
      await gone
      clearTimeout(force)
    },
  }
  return chromium
}

type Send = (method: string, parameters?: object, sessionId?: string) => Promise<Value>

function connection(browser: ChildProcess): Send {
  const waiting = new Map<number, { resolve(value: Value): void; reject(error: Error): void }>()
  const [, , , input, output] = browser.stdio
  let rest = Buffer.alloc(0)
  output?.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      const { id, result, error } = JSON.parse(rest.toString('utf8', 0, end))
      rest = rest.subarray(end + 1)
      const waiter = waiting.get(id)
      waiting.delete(id)
      if (error) waiter?.reject(new Error(JSON.stringify(error)))
      else waiter?.resolve(result)
    }
  })
  const fail = (error: Error) => {
    for (const waiter of waiting.values()) waiter.reject(error)
  }
  browser.once('error', fail)
  browser.once('exit', () => fail(new Error('chromium ended')))
  let count = 0
  return (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      const id = ++count
      waiting.set(id, { resolve, reject })
      const message = { id, method, params, ...(sessionId && { sessionId }) }
      ;(input as NodeJS.WritableStream).write(`${JSON.stringify(message)}\0`)
    })
}

function tabOf(send: Send): Tab {
  const evaluate = async (expression: string) => {
    const options = { expression, awaitPromise: true, returnByValue: true, userGesture: true }
    const { result, exceptionDetails } = await send('Runtime.evaluate', options)
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails))
    return result.value
  }
  const until = async (expression: string) => {
    for (let round = 0; round < 200; round += 1) {
      if (await evaluate(expression).catch(() => false)) return
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    throw new Error(`never so: ${expression}\n${await evaluate('document.body.innerText')}`)
  }
  return {
    send,
    evaluate,
    until,
    open: async (url) => {
      await send('Page.navigate', { url })
      await until(`location.href !== 'about:blank' && document.readyState === 'complete'`)
    },
    click: async (selector) => {
      await evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`)
    },
    type: async (text) => {
      await until('document.activeElement?.tagName === "INPUT"')
      await send('Input.insertText', { text })
    },
    addKey: async (options = {}) => {
      await send('WebAuthn.enable')
      const { authenticatorId } = await send('WebAuthn.addVirtualAuthenticator', {
        options: { ...SECURITY_KEY, ...options },
      })
      return authenticatorId
    },
  }
}

const SECURITY_KEY = {
  protocol: 'ctap2',
  ctap2Version: 'ctap2_1',
  transport: 'usb',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  hasPrf: true,
  automaticPresenceSimulation: true,
}

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-pipe',
]
