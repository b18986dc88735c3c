import { type Io, run } from '../app/index.ts'
import { outOfFiles } from '../os/index.ts'
import { report } from './report.ts'
import { runLine } from './run-line.ts'

/** Runs what the command line asks for and returns the exit code: never throws. */
export async function main(io: Io, args: readonly string[]): Promise<number> {
  try {
    const request = runLine(args)
    if (request !== undefined) return await run(io, request)
    const { runCommandLine } = await import('./program.ts')
    return await runCommandLine(io, args)
  } catch (error) {
    return report(io, outOfFiles(error) ?? error)
  }
}
