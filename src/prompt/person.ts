import { late } from '../base/index.ts'
import { uptimeMs } from '../os/index.ts'
import type { Asking, Told } from './asking.ts'
import { settleOnce } from './bound.ts'
import type { Display } from './display.ts'
import { openPage, type Page } from './page.ts'
import { pinentryPrompt } from './pinentry.ts'
import { terminalPrompt } from './terminal-prompt.ts'

/** In what ways a person may be asked; each one that is missing is not tried. */
export interface Means {
  readonly terminal?: { readonly path?: string }
  readonly pinentry?: { readonly display: Display; readonly programs?: readonly string[] }
  readonly page?: {
    /** Opens the page after this time although somebody is asked in another way still; by default only when nobody can be. */
    readonly afterMs?: number
  }
}

/** Shows a person where the page is; false when that cannot be. */
export type ShowUrl = (url: string) => boolean | Promise<boolean>

/** A person who is asked again where they answered before. */
export interface Person {
  /** Terminal, then pinentry, then page: each is tried when the one before is not to be had. The first answer ends all others. */
  ask(asking: Asking): Promise<Told>
  /** Ends a page that is still shown; the message says what came of the last answer. */
  close(message?: string): void
}

/** Several questions, such as the tries for one passphrase: a page stays open between them, for two minutes at most. */
export function personAt(means: Means, showUrl: ShowUrl): Person {
  let page: Page | undefined
  const leavePage = (message?: string) => {
    page?.close(message)
    page = undefined
  }
  const askOnPage = async (asking: Asking, others: AbortSignal): Promise<Told> => {
    if (means.page === undefined) return NOBODY
    if (page !== undefined) return page.again(asking.error ?? '')
    const opened = await openPage(asking)
    page = opened
    // Somebody answered while it was being opened: nobody sees it.
    if (others.aborted) {
      leavePage()
      return NOBODY
    }
    const shown = Promise.resolve(showUrl(opened.url)).then((isShown) =>
      isShown ? opened.told : NOBODY,
    )
    return Promise.race([opened.told, shown])
  }
  return {
    close: leavePage,
    ask: async (asking) => {
      const isAgain = page !== undefined
      const { told, isByPage } = await firstAnswer(isAgain ? {} : means, asking, askOnPage)
      if (!isByPage || !ANSWERS.has(told.kind)) leavePage()
      return told
    },
  }
}

/** One question. */
export async function askPerson(asking: Asking, means: Means, showUrl: ShowUrl): Promise<Told> {
  const person = personAt(means, showUrl)
  try {
    return await person.ask(asking)
  } finally {
    person.close()
  }
}

async function firstAnswer(
  means: Means,
  asking: Asking,
  askOnPage: (asking: Asking, others: AbortSignal) => Promise<Told>,
): Promise<{ readonly told: Told; readonly isByPage: boolean }> {
  const others = new AbortController()
  const { told, settle } = settleOnce(asking, () => others.abort())
  const deadline = uptimeMs() + asking.timeoutMs
  let pageTold: Told | undefined
  const onPage = late(async () => {
    // Not ended with the others: when it was the page that answered, it still waits to show what came of it.
    const bounded = { ...asking, timeoutMs: deadline - uptimeMs() }
    pageTold = await askOnPage(bounded, others.signal)
    if (pageTold.kind !== 'unavailable') settle(pageTold)
    return pageTold
  })
  const inTurn = async () => {
    for (const ask of promptsOf(means)) {
      const timeoutMs = deadline - uptimeMs()
      const answer = await ask({ ...asking, timeoutMs, signal: others.signal })
      if (answer.kind !== 'unavailable') return settle(answer)
    }
    if (others.signal.aborted) return
    const last = await onPage()
    if (last.kind === 'unavailable') settle(last)
  }
  const { afterMs } = means.page ?? {}
  // What makes it fail is told below, where the same promise is awaited.
  const early = () => void onPage().catch(() => undefined)
  const timer = afterMs === undefined ? undefined : setTimeout(early, afterMs)
  const first = await Promise.race([told, inTurn().then(() => told)])
  clearTimeout(timer)
  return { told: first, isByPage: first === pageTold }
}

function promptsOf({ terminal, pinentry }: Means): ((asking: Asking) => Promise<Told>)[] {
  return [
    ...(terminal ? [(asking: Asking) => terminalPrompt(asking, terminal.path)] : []),
    ...(pinentry
      ? [(asking: Asking) => pinentryPrompt(asking, pinentry.display, pinentry.programs)]
      : []),
  ]
}

/** After these the page waits to be told what came of them. */
const ANSWERS: ReadonlySet<Told['kind']> = new Set(['secret', 'yes', 'no'])
const NOBODY: Told = {
  kind: 'unavailable',
  reason: 'there is no terminal, no pinentry and no browser',
}
