import { spawn } from 'node:child_process'

/**
 * Starts a program that outlives this process, in `/`, without a shell, with only the given environment and nothing to read or write. False when
 * it could not be started, or fails within `patienceMs`; true when it ends well or is still there then.
 */
export function startDetached(
  file: string,
  args: readonly string[],
  options: {
    readonly environment: Readonly<Record<string, string>>
    readonly patienceMs: number
  },
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(file, [...args], {
      cwd: '/',
      env: { ...options.environment },
      shell: false,
      stdio: 'ignore',
      detached: true,
    })
    const timer = setTimeout(() => resolve(true), options.patienceMs)
    child.once('error', () => resolve(false))
    child.once('exit', (code) => {
      clearTimeout(timer)
      resolve(code === 0)
    })
    child.unref()
  })
}
