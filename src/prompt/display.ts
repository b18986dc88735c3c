import { callerIdentity, kindOf, runProgram } from '../os/index.ts'
import { findProgram } from './installed-program.ts'

/** Where a person can be reached: the variables that a window or a terminal program needs, and no other. */
export type Display = Readonly<Record<string, string>>

/**
 * Picks from an environment what a prompt needs to show itself. When that names no display, and a user session of systemd can be asked, what
 * the session shows completes it: clients often start servers with hardly any environment. Never throws.
 */
export async function displayEnvironment(
  given: Readonly<Record<string, string>>,
): Promise<Display> {
  const picked = pick(given)
  if (hasWindows(picked)) return picked
  const systemctl = findProgram(['systemctl'])
  const runtime = picked['XDG_RUNTIME_DIR'] ?? `/run/user/${callerIdentity({}).uid}`
  if (systemctl === undefined || kindOf(runtime) !== 'directory') return picked
  const environment = { ...pick(picked, BUS), XDG_RUNTIME_DIR: runtime }
  const { code, stdout } = await runProgram(systemctl, ['--user', 'show-environment'], {
    timeoutMs: SYSTEMCTL_MS,
    environment,
  })
  if (code !== 0) return picked
  return { ...pick(readShownEnvironment(stdout), SESSION), ...environment, ...picked }
}

/** Whether a program with windows can show itself. */
export function hasWindows(display: Display): boolean {
  return display['DISPLAY'] !== undefined || display['WAYLAND_DISPLAY'] !== undefined
}

/** The lines of `systemctl show-environment`; a value that needed quoting is left out, since none of a display does. */
export function readShownEnvironment(text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => /^([A-Z_]+)=(?!\$')(.*)$/.exec(line))
  return Object.fromEntries(
    lines.flatMap((match) => (match === null ? [] : [[match[1] ?? '', match[2] ?? '']])),
  )
}

function pick(
  environment: Readonly<Record<string, string>>,
  rules: Readonly<Record<string, RegExp>> = SHAPES,
): Record<string, string> {
  const entries = Object.entries(environment)
  return Object.fromEntries(entries.filter(([name, value]) => rules[name]?.test(value) === true))
}

const PATH = /^\/[\x21-\x7e]{1,1000}$/
const WORD = /^[\w.:@/+-]{1,200}$/

/** The names, and what a value of each may be: it comes from whoever started a client, and goes into a program's environment. */
const BUS: Readonly<Record<string, RegExp>> = {
  DBUS_SESSION_BUS_ADDRESS: /^[\x21-\x7e]{1,1000}$/,
  XDG_RUNTIME_DIR: PATH,
}
const SESSION: Readonly<Record<string, RegExp>> = {
  ...BUS,
  DISPLAY: WORD,
  WAYLAND_DISPLAY: WORD,
  XAUTHORITY: PATH,
  LANG: WORD,
}
const SHAPES: Readonly<Record<string, RegExp>> = {
  ...SESSION,
  GPG_TTY: /^\/dev\/[\w/]{1,100}$/,
  TERM: WORD,
}

/** Measured: 5 ms; without a bus to reach it may wait. */
const SYSTEMCTL_MS = 2000
