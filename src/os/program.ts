/** How a helper program ended. */
export interface ProgramAnswer {
  /** Exit code; 127 when it could not be started, 124 when it was stopped for taking too long. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a helper program to its end, found in PATH, without a shell and with only the given environment beside PATH.
 * Never throws; output over 10 MB ends the program.
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: {
    readonly timeoutMs: number
    readonly environment?: Readonly<Record<string, string>>
  },
): Promise<ProgramAnswer> {
  // Loaded here: the launch path runs no helper program, and execa takes about as long to load as all of the rest.
  const { execa } = await import('execa')
  const path = process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin'
  const result = await execa(file, args, {
    env: { PATH: path, ...options.environment },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    timeout: options.timeoutMs,
    maxBuffer: 10_000_000,
  })
  const code = result.timedOut ? 124 : (result.exitCode ?? 127)
  return { code, stdout: result.stdout, stderr: result.stderr }
}
