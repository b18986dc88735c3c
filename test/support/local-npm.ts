import { spawn } from 'node:child_process'
import { homedir } from 'node:os'
import type { Confine, NpmCaller } from '../../src/store/index.ts'

/** Runs npm without any sandbox: the store's own promises must hold with it too. Nothing of this process's environment goes in. */
export const confineNowhere: Confine = ({ command, environment, workingDirectory }) =>
  new Promise((resolve, reject) => {
    const [file = '', ...rest] = command
    const child = spawn(file, rest, {
      cwd: workingDirectory,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (data) => (output += String(data)))
    child.stderr.on('data', (data) => (output += String(data)))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 128, output }))
  })

/** This user, as the store needs to know them. */
export const localCaller: NpmCaller = {
  node: process.execPath,
  home: homedir(),
  environment: process.env,
}
