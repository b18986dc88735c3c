import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'

/** A real terminal with a person in front: tmux, with a server of its own. */
export interface Tmux {
  /** Types keys by tmux's names; `literal` types the text as it is. */
  keys(...keys: readonly string[]): void
  literal(text: string): void
  screen(): string
  /** The device of the terminal, such as `/dev/pts/3`. */
  tty(): string
  /** The shell in it, or what was started in its place. */
  pid(): number
  end(): void
}

/** Starts a shell in a terminal of 100 by 40; `folder` is private and holds tmux's socket. */
export function startTmux(folder: string): Tmux {
  const socket = join(mkdtempSync(join(folder, 'tmux-')), 'socket')
  const tmux = (...args: readonly string[]) =>
    execFileSync('tmux', ['-f', '/dev/null', '-S', socket, ...args], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', HOME: folder, LANG: 'C.UTF-8' },
    })
  tmux('-u', 'new-session', '-d', '-x', '100', '-y', '40', 'sh', '-i')
  const show = (what: string) => tmux('display-message', '-p', `#{${what}}`).trim()
  return {
    keys: (...keys) => void tmux('send-keys', ...keys),
    literal: (text) => void tmux('send-keys', '-l', text),
    screen: () => tmux('capture-pane', '-p'),
    tty: () => show('pane_tty'),
    pid: () => Number(show('pane_pid')),
    end: () => void tmux('kill-server'),
  }
}

/** Waits until the screen shows something; throws with the screen when it never does. */
export async function seen(tmux: Tmux, pattern: RegExp, patienceMs = 10_000): Promise<string> {
  for (const end = Date.now() + patienceMs; ; ) {
    const screen = tmux.screen()
    if (pattern.test(screen)) return screen
    if (Date.now() > end) throw new Error(`never seen: ${String(pattern)}\n${screen}`)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}
