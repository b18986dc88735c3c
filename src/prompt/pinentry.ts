import { escape } from '../base/index.ts'
import { type Companion, startCompanion } from '../os/index.ts'
import type { Asking, Told } from './asking.ts'
import { AssuanClient, commandLine, type Reply } from './assuan.ts'
import { isBefore, settleOnce } from './bound.ts'
import { type Display, hasWindows } from './display.ts'
import { findProgram } from './installed-program.ts'

/**
 * The pinentry programs that can show themselves there, best first: those with windows only with a display, those in a terminal only where
 * the display names one.
 */
export function findPinentries(
  display: Display,
  directories?: readonly string[],
): readonly string[] {
  const isWindowed = hasWindows(display)
  const isTerminal = display['GPG_TTY'] !== undefined
  const hasBus = display['DBUS_SESSION_BUS_ADDRESS'] !== undefined
  const names = [
    'pinentry-mac',
    ...(isWindowed && hasBus ? ['pinentry-gnome3'] : []),
    ...(isWindowed ? ['pinentry-gtk-2', 'pinentry-qt', 'pinentry-qt5'] : []),
    ...(isWindowed || isTerminal ? ['pinentry'] : []),
    // Not pinentry-tty: measured with 1.2.1, it leaves the terminal without echo when it is ended.
    ...(isTerminal ? ['pinentry-curses'] : []),
  ]
  return names.flatMap((name) => findProgram([name], directories) ?? [])
}

/**
 * Asks through the first pinentry that can show itself. A security key it cannot ask for. The program is ended with the question, however
 * that ends.
 */
export async function pinentryPrompt(
  asking: Asking,
  display: Display,
  programs: readonly string[] = findPinentries(display),
): Promise<Told> {
  let isOver = !isBefore(asking)
  let companion: Companion | undefined
  const { told, settle } = settleOnce(asking, () => {
    isOver = true
    companion?.end()
  })
  let reason = 'no pinentry program can show itself here'
  for (const program of programs) {
    if (isOver) break
    companion = startCompanion(program, [], windowsOnly(display))
    const answer = await converse(companion, asking, display)
    companion.end()
    if (answer.kind === 'unavailable') reason = answer.reason
    else settle(answer)
  }
  if (!isOver) settle({ kind: 'unavailable', reason })
  return told
}

/** Each option that this pinentry does not know is left out; the texts and the question itself it must know. */
async function converse(companion: Companion, asking: Asking, display: Display): Promise<Told> {
  const client = new AssuanClient(companion.input, companion.output)
  void companion.exited.then(() => client.close())
  try {
    const greeting = await client.greeting()
    if (greeting.kind !== 'ok') return toldOf(greeting, asking)
    for (const line of optionLines(display)) await client.command(line)
    for (const line of textLines(asking)) {
      const reply = await client.command(line)
      if (reply.kind !== 'ok') return toldOf(reply, asking)
    }
    return toldOf(await client.command(asking.wants === 'confirm' ? 'CONFIRM' : 'GETPIN'), asking)
  } finally {
    client.close()
  }
}

function toldOf(reply: Reply, { wants }: Asking): Told {
  if (reply.kind === 'gone') return { kind: 'unavailable', reason: 'pinentry ended unexpectedly' }
  if (reply.kind === 'ok')
    return wants === 'confirm' ? { kind: 'yes' } : { kind: 'secret', value: reply.data }
  const told = CAUSES.get(reply.cause)
  return told ?? { kind: 'unavailable', reason: `pinentry says: ${escape(reply.text, 200)}` }
}

function optionLines(display: Display): readonly string[] {
  const { GPG_TTY: tty, TERM: type = 'xterm', LANG: locale = 'C.UTF-8' } = display
  const lines = tty === undefined ? [] : [`ttyname=${tty}`, `ttytype=${type}`]
  return [...lines, `lc-ctype=${locale}`, 'no-grab'].map((option) => `OPTION ${option}`)
}

/** The code for comparing stands behind the title, where no length of the lines can push it out. */
function textLines({
  title,
  lines,
  matchCode,
  error,
  wants,
  timeoutMs,
}: Asking): readonly string[] {
  const code = matchCode === undefined ? [] : [`Code: ${matchCode}`]
  return [
    commandLine('SETTITLE', plain(`mcp-airlock: ${title}`)),
    commandLine('SETDESC', plain([title, ...code, ...lines].join('\n'))),
    commandLine('SETPROMPT', wants === 'pin' ? 'PIN:' : 'Passphrase:'),
    ...(error === undefined ? [] : [commandLine('SETERROR', plain(error))]),
    `SETTIMEOUT ${Math.max(1, Math.ceil(timeoutMs / 1000))}`,
    ...(wants === 'confirm' ? ['SETOK _Allow', 'SETNOTOK _Refuse', 'SETCANCEL _Cancel'] : []),
  ]
}

/** pinentry-qt takes a text with tags for rich text (Qt, `mightBeRichText`), so that a name could forge what is shown. */
function plain(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›')
}

/** What the program is told by its environment; the terminal goes as an option. */
function windowsOnly(display: Display): Record<string, string> {
  const { GPG_TTY: _tty, ...rest } = display
  return rest
}

/** gpg-error.h 1.46. */
const CAUSES: ReadonlyMap<number, Told> = new Map<number, Told>([
  [62, { kind: 'timeout' }],
  [99, { kind: 'cancelled' }],
  [114, { kind: 'no' }],
  [198, { kind: 'cancelled' }],
])
