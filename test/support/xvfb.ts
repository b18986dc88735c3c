import { execFile, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

/** A real X server without a screen. */
export interface XServer {
  /** Such as `:1`. */
  readonly display: string
  /** Runs xdotool (1) on it; returns what it printed. */
  xdotool(...args: readonly string[]): Promise<string>
  /** Waits for a window by its name, gives it the keyboard, and returns the process that shows it; never the process `not`. */
  focused(name: string, not?: string): Promise<string>
  end(): void
}

export async function startXvfb(): Promise<XServer> {
  // Without the last one it begins anew whenever its last client leaves, and whoever connects in that moment is thrown out.
  const options = ['-nolisten', 'tcp', '-ac', '-noreset']
  const args = ['-displayfd', '3', '-screen', '0', '1024x768x24', ...options]
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
  const number = await firstLine(server)
  const display = `:${number}`
  const xdotool = async (...words: readonly string[]) => {
    const env = { DISPLAY: display, PATH: '/usr/bin:/bin' }
    const { stdout } = await promisify(execFile)('xdotool', [...words], { env, timeout: 10_000 })
    return stdout.trim()
  }
  // A window may go between two questions about it: then there is none.
  const visible = async (name: string) => {
    try {
      const [window] = (await xdotool('search', '--onlyvisible', '--name', name)).split('\n')
      if (!window) return undefined
      return { window, process: await xdotool('getwindowpid', window) }
    } catch {
      return undefined
    }
  }
  return {
    display,
    xdotool,
    focused: async (name, not) => {
      const deadline = Date.now() + 20_000
      while (Date.now() < deadline) {
        const shown = await visible(name)
        // Numbers of windows are given out again; processes here are not.
        if (shown && shown.process !== not) {
          // Without a window manager nobody hands out the focus.
          await xdotool('windowfocus', '--sync', shown.window)
          return shown.process
        }
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      throw new Error(`no window ${name}${not === undefined ? '' : ` but that of process ${not}`}`)
    },
    end: () => void server.kill(),
  }
}

function firstLine(server: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve, reject) => {
    let errors = ''
    server.stderr?.on('data', (chunk) => (errors += String(chunk)))
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`Xvfb ended: ${errors}`)))
    const input = server.stdio[3]
    if (!input || !('pipe' in input)) throw new Error('no pipe')
    createInterface({ input: input as NodeJS.ReadableStream }).once('line', resolve)
  })
}
