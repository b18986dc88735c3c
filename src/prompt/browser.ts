import { callerIdentity, startDetached } from '../os/index.ts'
import { type Display, hasWindows } from './display.ts'
import { findProgram } from './installed-program.ts'

/**
 * Opens a page in the person's browser. `unavailable` when there is no display, nothing to open it with, or that fails at once; a browser
 * that shows nothing is not noticed. The address stands in the browser's command line, where every user of the machine reads it: the page
 * lets in nobody else all the same.
 */
export async function openBrowser(
  url: string,
  display: Display,
  home: string = callerIdentity({}).home,
): Promise<'opened' | 'unavailable'> {
  const opener = hasWindows(display) ? findProgram(['xdg-open']) : findProgram(['open'], APPLE)
  if (opener === undefined) return 'unavailable'
  const environment = { ...display, HOME: home, PATH: '/usr/local/bin:/usr/bin:/bin' }
  const isOpened = await startDetached(opener, [url], { environment, patienceMs: PATIENCE_MS })
  return isOpened ? 'opened' : 'unavailable'
}

/** `open` of macOS finds the session by itself. On Debian that name would be a virtual terminal's, but not in this place: open(1) of macOS. */
const APPLE: readonly string[] = ['/usr/bin']
/** xdg-open fails within a second when it finds no browser; with one it may stay as long as that runs. */
const PATIENCE_MS = 2000
