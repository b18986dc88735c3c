import { openTerminal, type Terminal } from '../os/index.ts'
import type { Asking, Told } from './asking.ts'
import { isBefore, settleOnce } from './bound.ts'
import { TypedLine } from './typed-line.ts'

/**
 * Asks in the controlling terminal, whatever standard input and output are. Nothing of the answer is shown, not even how long it is. What
 * was typed before the question stood there is thrown away, since it was no answer to it. The terminal is as before at every end.
 */
export function terminalPrompt(asking: Asking, path = '/dev/tty'): Promise<Told> {
  const line = new TypedLine()
  let terminal: Terminal | undefined
  let isAsked = false
  const { told, settle } = settleOnce(asking, () => {
    line.wipe()
    terminal?.write('\n')
    terminal?.close()
  })
  if (!isBefore(asking)) return told
  terminal = openTerminal(
    {
      onEnd: () => settle({ kind: 'cancelled' }),
      onInput: (bytes) => {
        if (!isAsked) return
        const answer = answerOf(asking, line, line.add(bytes))
        if (answer !== undefined) settle(answer)
      },
    },
    path,
  )
  if (terminal === undefined)
    settle({ kind: 'unavailable', reason: 'there is no terminal to ask in' })
  const ask = setTimeout(() => {
    isAsked = true
    terminal?.write(textOf(asking))
  }, TYPED_AHEAD_MS)
  return told.finally(() => clearTimeout(ask))
}

function answerOf(
  { wants }: Asking,
  line: TypedLine,
  state: ReturnType<TypedLine['add']>,
): Told | undefined {
  if (state === 'open') return undefined
  if (state === 'cancelled') return { kind: 'cancelled' }
  if (state === 'too-long') return { kind: 'unavailable', reason: 'what was typed is too long' }
  const value = line.value()
  if (wants !== 'confirm') return { kind: 'secret', value }
  return YES.test(value.toString().trim()) ? { kind: 'yes' } : { kind: 'no' }
}

function textOf({ title, lines, matchCode, error, wants }: Asking): string {
  const shown = [title, ...lines]
  if (matchCode !== undefined) shown.push(`Code: ${matchCode}`)
  if (error !== undefined) shown.push(error)
  return `${shown.join('\n')}\n${QUESTIONS[wants]} `
}

const QUESTIONS: Readonly<Record<Asking['wants'], string>> = {
  passphrase: 'Passphrase (not shown):',
  pin: 'PIN (not shown):',
  confirm: 'Allow? [y/N]',
}
/** Anything else is a no. */
const YES = /^y(?:es)?$/i

/** What the terminal has already is there at once; less than a person needs to read. */
const TYPED_AHEAD_MS = 100
