import type { Asked } from '../agent/index.ts'
import {
  type Asking,
  displayEnvironment,
  type Means,
  openBrowser,
  type Person,
  personAt,
  type Told,
} from '../prompt/index.ts'
import { newToken } from './approver.ts'
import type { Question } from './unlocking.ts'

/** Asks whoever sits where the launcher was started, as often as it takes. */
export interface Prompter {
  ask(question: Question & Pick<Asking, 'title'>): Promise<Told>
  /** Ends a page that is still shown. */
  close(): void
}

/** By a window, else by a page in their browser. A security key can be asked on a page only. */
export async function prompterFor(asked: Asked): Promise<Prompter> {
  const { lines, onUrl, signal, timeoutMs, elicit } = asked
  const display = await displayEnvironment(asked.display)
  const matchCode = newToken().slice(0, CODE_LENGTH).toUpperCase()
  const shown = async (url: string) => {
    onUrl({ url, matchCode })
    return (await openBrowser(url, display)) === 'opened' || elicit
  }
  const page: Means = { page: {} }
  const people: Person[] = []
  const personBy = (means: Means): Person => {
    const person = personAt(means, shown)
    people.push(person)
    return person
  }
  const anyhow = personBy({ ...page, pinentry: { display } })
  const onPage = personBy(page)
  return {
    ask: (question) =>
      (question.prf === undefined ? anyhow : onPage).ask({
        ...question,
        lines: [...lines, ...question.lines],
        matchCode,
        signal,
        timeoutMs,
      }),
    close: () => {
      for (const person of people) person.close()
    },
  }
}

/** Enough to see that two are the same, short enough to compare at a glance. */
const CODE_LENGTH = 6
