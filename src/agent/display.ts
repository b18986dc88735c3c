import type { Display } from './protocol.ts'

/** What of an environment says where a person can be asked: the desktop or the terminal, and no others, since an environment may hold secrets. */
export function displayOf(environment: Readonly<Record<string, string | undefined>>): Display {
  return Object.fromEntries(
    DISPLAY_VARIABLES.flatMap((name): [string, string][] => {
      const value = environment[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

export const DISPLAY_VARIABLES = [
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'DBUS_SESSION_BUS_ADDRESS',
  'XDG_RUNTIME_DIR',
  'GPG_TTY',
  'TERM',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
]
