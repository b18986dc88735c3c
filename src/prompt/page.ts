import { type LocalReply, type LocalRequest, serveLocally } from '../os/index.ts'
import type { Asking, Told } from './asking.ts'
import { settleOnce, wipeTold } from './bound.ts'
import { type PageAnswer, readPageAnswer } from './page-answer.ts'
import { pageHeaders, pageHtml } from './page-template.ts'
import { isSameText, newSecretText } from './secret-text.ts'

/** A security key that is to become a factor. The answer is a `secret` with an empty value, the credential, and its PRF output. */
export interface Enrolment extends Omit<Asking, 'wants' | 'prf'> {
  readonly enrol: {
    /** Under what name the authenticator keeps it. */
    readonly account: string
    /** Base64url. */
    readonly prfSalt: string
    /** Credentials of keys that are enrolled already, base64url: none of those again. */
    readonly exclude?: readonly string[]
  }
}

/** A page that waits for a person. */
export interface Page {
  /** Names the question and gives no power but to answer it, once. */
  readonly url: string
  readonly told: Promise<Told>
  /** Says in the same page what was wrong with the answer, and asks once more; the time goes on. */
  again(error: string): Promise<Told>
  /** Ends the page, and tells whoever looks at it. */
  close(message?: string): void
}

/**
 * Puts a question where this user's browser finds it, for two minutes at most. The first answer counts; a consent together with a security
 * key comes as a `secret` with an empty value. The caller closes the page. Whoever asks for it under another host name (DNS rebinding),
 * from another page (cross-site requests, frames), or without the path is told nothing.
 */
export async function openPage(asking: Asking | Enrolment): Promise<Page> {
  const desk = new PageDesk(asking)
  const server = await serveLocally({
    mostBytes: MOST_BYTES,
    answer: (request) => desk.answer(request, `localhost:${server.port}`),
  })
  return desk.open(server)
}

/** What is asked, under which path, and who waits for what comes of it. */
class PageDesk {
  readonly #asking: Asking | Enrolment
  /** None while no answer is taken. */
  #path: string | undefined
  #error: string
  #settle: (told: Told) => void = () => undefined
  /** Answers the page that sent the last answer. */
  #tell: (next: object) => void = () => undefined
  #message = OVER
  #isClosed = false

  constructor(asking: Asking | Enrolment) {
    this.#asking = asking
    this.#error = asking.error ?? ''
  }

  open(server: { readonly port: number; close(): void }): Page {
    const { signal, timeoutMs } = this.#asking
    const life = settleOnce({ signal, timeoutMs: Math.min(timeoutMs, LIFE_MS) }, () => undefined)
    const close = (message = OVER) => {
      this.#message = message
      life.settle({ kind: 'cancelled' })
    }
    void life.told.then((end) => {
      this.#isClosed = true
      this.#path = undefined
      this.#tell({ over: this.#message })
      this.#settle(end)
      server.close()
    })
    const told = this.#ask()
    return {
      url: `http://localhost:${server.port}${this.#path ?? ''}`,
      told,
      close,
      again: (error) => {
        this.#error = error
        const next = this.#ask()
        this.#tell({ again: this.#path, error })
        return next
      },
    }
  }

  async answer(request: LocalRequest, host: string): Promise<LocalReply> {
    const nonce = newSecretText()
    const headers = pageHeaders(nonce)
    const refusal = this.#refusalOf(request, host)
    if (refusal !== undefined) return { status: refusal, headers }
    if (request.method === 'GET') {
      const type = { 'content-type': 'text/html; charset=utf-8' }
      return { status: 200, headers: { ...headers, ...type }, body: this.#html(nonce) }
    }
    const sent = readPageAnswer(request.body)
    const told = toldOf(sent, this.#asking)
    if (told === undefined) {
      if (sent?.kind === 'secret') wipeTold(sent)
      return { status: 400, headers }
    }
    this.#path = undefined
    const next = new Promise<object>((resolve) => {
      this.#tell = resolve
    })
    this.#settle(told)
    const type = { 'content-type': 'application/json' }
    return { status: 200, headers: { ...headers, ...type }, body: JSON.stringify(await next) }
  }

  #ask(): Promise<Told> {
    if (this.#isClosed) return Promise.resolve({ kind: 'cancelled' })
    this.#path = `/${newSecretText()}`
    return new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  /** The status of a request that is not the person's own browser with this page; undefined when it is. */
  #refusalOf({ method, path, headers }: LocalRequest, host: string): number | undefined {
    if (headers['host'] !== host) return 421
    if (this.#path === undefined || !isSameText(path, this.#path)) return 404
    if (method === 'GET')
      return (headers['sec-fetch-dest'] ?? 'document') === 'document' ? undefined : 403
    if (method !== 'POST') return 405
    const isOwn =
      headers['origin'] === `http://${host}` &&
      headers['sec-fetch-site'] === 'same-origin' &&
      headers['content-type'] === 'application/octet-stream'
    return isOwn ? undefined : 403
  }

  #html(nonce: string): string {
    const asking = this.#asking
    const { title, lines, matchCode } = asking
    const timeoutMs = Math.min(asking.timeoutMs, LIFE_MS)
    const text = { title, lines, matchCode, error: this.#error }
    if ('enrol' in asking) {
      const enrol = { exclude: [], ...asking.enrol }
      return pageHtml({ ...text, form: 'enrol', hasKey: true, task: { enrol, timeoutMs } }, nonce)
    }
    const { wants, prf = [] } = asking
    const task = { prf, timeoutMs, isConfirm: wants === 'confirm' }
    return pageHtml({ ...text, form: wants, hasKey: prf.length > 0, task }, nonce)
  }
}

/** Undefined for an answer to another question. */
function toldOf(answer: PageAnswer | undefined, asking: Asking | Enrolment): Told | undefined {
  if (answer === undefined || answer.kind === 'cancelled') return answer
  if ('enrol' in asking) {
    if (answer.kind === 'no-prf')
      return { kind: 'unavailable', reason: 'this security key has no PRF' }
    return answer.kind === 'secret' && answer.prf !== undefined ? answer : undefined
  }
  const { wants, prf: keys = [] } = asking
  if (answer.kind === 'no-prf') return undefined
  if (answer.kind !== 'secret') return wants === 'confirm' ? answer : undefined
  const { prf } = answer
  if (prf === undefined) return wants === 'confirm' ? undefined : answer
  return keys.some(({ credential }) => credential === prf.credential) ? answer : undefined
}

const OVER = 'This request is over. You can close this page.'
/** Long enough to find a security key. */
const LIFE_MS = 120_000
/** A passphrase as long as a terminal takes, a credential's name, and a PRF output. */
const MOST_BYTES = 20 * 1024
