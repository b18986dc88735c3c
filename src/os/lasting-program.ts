import { spawn } from 'node:child_process'

/** A program that is to hold secrets, and outlives this process. */
export interface LastingRequest {
  /** Absolute path; no search. */
  readonly file: string
  readonly arguments: readonly string[]
  /** Only what `LASTING_VARIABLES` names is handed on. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** A program on its own. */
export interface LastingProgram {
  /** How it ended: 128 for a signal, 127 when it could not be started. Undefined while it runs. */
  exitCode(): number | undefined
}

/**
 * Starts a program that has nothing of this one: a session of its own (setsid(2)), `/` as its directory, /dev/null on its standard
 * descriptors, and no core dumps. The limit is set by a shell, because Node.js has no setrlimit(2); the shell's text is fixed, and becomes
 * the program.
 */
export function startLasting(request: LastingRequest): LastingProgram {
  const child = spawn('/bin/sh', ['-c', NO_CORE, 'sh', request.file, ...request.arguments], {
    cwd: '/',
    env: lasting(request.environment),
    detached: true,
    shell: false,
    stdio: 'ignore',
  })
  let exitCode: number | undefined
  child.once('error', () => {
    exitCode = 127
  })
  child.once('exit', (code) => {
    exitCode = code ?? 128
  })
  child.unref()
  return { exitCode: () => exitCode }
}

/**
 * What a program that holds secrets may know of its surroundings: who and where the user is, and where a window or a bus is. Nothing that
 * changes what Node.js or the dynamic linker does (node(1), ld.so(8)).
 */
export const LASTING_VARIABLES: readonly string[] = [
  'HOME',
  'PATH',
  'USER',
  'LOGNAME',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TMPDIR',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_STATE_HOME',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  // Where tokens and the TPM are found (softhsm2.conf(5), tpm2 common options(1)).
  'SOFTHSM2_CONF',
  'TPM2TOOLS_TCTI',
]

function lasting(environment: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(
    LASTING_VARIABLES.flatMap((name): [string, string][] => {
      const value = environment[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

const NO_CORE = 'ulimit -c 0 && exec "$@"'
