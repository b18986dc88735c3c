import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import type { Wrapper } from './launcher.ts'
import { layOut, type Place, type Subject } from './servers.ts'
import { play, type Script, type Seen } from './session.ts'

/** The raw bytes of one session, as they passed next to the client. */
export interface Recording {
  readonly toServer: Buffer
  readonly toClient: Buffer
  readonly seen: Seen
  /** What was written to standard error, by whoever was behind the tee. */
  readonly errors: string
}

/**
 * Plays the script against a command, with a tee next to the client. The command gets what a desktop client gives:
 * HOME and PATH, and `/` as its working directory.
 */
export async function record(
  command: readonly string[],
  script: Script,
  home: string,
): Promise<Recording> {
  const folder = mkdtempSync(join(tmpdir(), 'airlock-tee-'))
  const prefix = join(folder, 'log')
  const transport = bareTransport([process.execPath, TEE, prefix, ...command], home)
  const errors = collect(transport)
  try {
    const seen = await play(transport, script)
    return {
      toServer: readFileSync(`${prefix}.to-server`),
      toClient: readFileSync(`${prefix}.to-client`),
      seen,
      errors: errors(),
    }
  } catch (error) {
    throw new Error(`${command.join(' ')}\n${errors()}`, { cause: error })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Records a session in directories made anew at the same paths. */
export async function freshSession(
  subject: Subject,
  wrapper: Wrapper,
  place: Place,
): Promise<Recording> {
  rmSync(place.data, { recursive: true, force: true })
  // Another wrapper is another program under the same profile, which its pins would tell apart.
  rmSync(join(place.home, '.local/state/mcp-airlock/pins'), { recursive: true, force: true })
  layOut(place)
  subject.prepare?.(place)
  return record(wrapper(subject, place), subject.script(place), place.home)
}

/** The official client's transport with an environment of HOME and PATH alone; `env -i` drops what the SDK adds. */
function bareTransport(command: readonly string[], home: string): StdioClientTransport {
  const environment = [`HOME=${home}`, `PATH=${process.env['PATH'] ?? '/usr/bin:/bin'}`]
  return new StdioClientTransport({
    command: '/usr/bin/env',
    args: ['-i', ...environment, ...command],
    cwd: '/',
    stderr: 'pipe',
  })
}

/** Starts to keep what the transport's process writes to standard error; call the answer to read it. */
function collect(transport: StdioClientTransport): () => string {
  const chunks: Buffer[] = []
  transport.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString()
}

const TEE = join(import.meta.dirname, 'tee.mjs')
