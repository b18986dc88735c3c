import { type Answer, type Visit, visitDesks } from '../approval/index.ts'
import { AirlockError } from '../base/index.ts'
import type { Question } from '../inspect/index.ts'
import { directoriesOf } from './directories.ts'
import { type Io, print } from './io.ts'
import { nextLine } from './terminal-line.ts'

/** Shows every request that waits for consent, and asks for an answer to each unless only the list is wanted. */
export async function approve(io: Io, { isList }: { readonly isList: boolean }): Promise<number> {
  if (!isList) requireTerminal(io)
  const visits = await visitDesks(directoriesOf(io).approvals)
  try {
    const open = visits.flatMap((visit) => visit.questions.map((question) => ({ visit, question })))
    if (open.length === 0) print(io, 'nothing waits for consent')
    for (const { visit, question } of open) {
      for (const line of linesOf(question)) print(io, line)
      if (isList) continue
      if (!(await settle(io, visit, question))) return 1
    }
    return 0
  } finally {
    for (const visit of visits) visit.leave()
  }
}

/** False when the person went away without an answer. */
async function settle(io: Io, visit: Visit, { ticket }: Question): Promise<boolean> {
  for (;;) {
    const line = await nextLine(io, PROMPT)
    if (line === undefined) return false
    const answer = ANSWERS.get(line.trim().toLowerCase())
    if (answer === undefined) continue
    const isInTime = await visit.answer(ticket, answer)
    print(io, isInTime ? DONE[answer] : 'too late: it does not wait any more')
    return true
  }
}

/** So that no program answers by accident. It is no protection from one that makes itself a terminal. */
function requireTerminal({ stdin, stdout }: Io): void {
  if (stdin.isTTY === true && stdout.isTTY === true) return
  throw new AirlockError('AIRLOCK_TERMINAL', {
    message: '`approve` asks a person, and this is no terminal',
  })
}

function linesOf({ profile, kind, name, arguments: given }: Question): readonly string[] {
  return [
    `profile    ${profile}`,
    `${kind.padEnd(10)} ${name}`,
    ...(given === '' ? [] : [`arguments  ${given}`]),
    '',
  ]
}

const PROMPT = 'yes, no, or always for this session, whatever its arguments? [y/n/a] '

const ANSWERS: ReadonlyMap<string, Answer> = new Map([
  ['y', 'once'],
  ['yes', 'once'],
  ['n', 'no'],
  ['no', 'no'],
  ['a', 'session'],
  ['always', 'session'],
])

const DONE: Readonly<Record<Answer, string>> = {
  once: 'allowed, this once',
  no: 'refused',
  session: 'allowed until the session ends',
}
