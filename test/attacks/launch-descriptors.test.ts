import { spawn } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SandboxSpec } from '../../src/sandbox/index.ts'
import { syscallsArm64 } from '../../src/sandbox/seccomp/syscalls-arm64.ts'
import { syscallsX64 } from '../../src/sandbox/seccomp/syscalls-x64.ts'
import { buildProbe } from '../servers/hostile/syscall-probe.mjs'
import {
  buildStage,
  planOf,
  type Stage,
  TREASURE,
  writeDriver,
  writePlan,
} from '../support/chamber-plan.ts'
import { launcher } from '../support/launcher.ts'
import { greet, startSession } from './line-client.ts'

/**
 * A26, A27: a client that leaves everything open. When Node starts, libuv marks the numbers from 0 on close-on-exec and stops at the
 * first gap above 15 (`uv_disable_stdio_inheritance`); all others are what the launcher itself must close.
 */

let stage: Stage
let listener: Server
let leaked: number[]

beforeAll(async () => {
  stage = buildStage()
  listener = createServer()
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const deleted = join(stage.root, 'deleted')
  writeFileSync(deleted, TREASURE)
  // Node shows no number of a socket; the one that listens is the only descriptor whose inode stands in the table of its port.
  const socket = listeningDescriptor((listener.address() as { port: number }).port)
  const file = openSync(deleted, 'r')
  rmSync(deleted)
  // The list starts at 3 in the child: a directory at 20, a listening socket at 251, the rest in turn, a file without a name among them.
  leaked = Array.from({ length: 298 }, (_, index) => {
    const number = index + 3
    if (number === 251) return socket
    return number === 20 || number % 3 > 0 ? openSync('/', 'r') : file
  })
})
afterAll(() => {
  for (const descriptor of new Set(leaked)) closeSync(descriptor)
  listener.close()
  stage.remove()
})

function listeningDescriptor(port: number): number {
  const hex = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const line = readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .find((text) => text.includes(` ${hex} `))
  const inode = line?.trim().split(/\s+/)[9]
  const found = readdirSync('/proc/self/fd').find((number) => {
    try {
      return readlinkSync(`/proc/self/fd/${number}`) === `socket:[${inode}]`
    } catch {
      return false
    }
  })
  if (found === undefined) throw new Error('the socket was not found')
  return Number(found)
}

/** Calls fcntl(number, F_GETFD) for 0 to 1022 and writes eight bytes each: negative where nothing is open. */
function askingServer(): SandboxSpec['command'] {
  const number = (process.arch === 'arm64' ? syscallsArm64 : syscallsX64).get('fcntl') as number
  const program = join(stage.root, 'server/asking')
  const calls = Array.from({ length: 1023 }, (_, descriptor) => ({
    number,
    args: [descriptor, 1, 0],
  }))
  writeFileSync(program, buildProbe(calls))
  chmodSync(program, 0o755)
  return [program]
}

/** Closes one number among those that are left open, then becomes the program: Node marks what it finds only up to the first gap. */
const GAP = [
  ...['/usr/bin/python3', '-c'],
  'import os, sys; os.close(17); os.execv(sys.argv[1], sys.argv[1:])',
] as const

const leaking = (...command: string[]) =>
  spawn(GAP[0], [...GAP.slice(1), ...command], {
    cwd: '/',
    env: {},
    stdio: ['pipe', 'pipe', 'pipe', ...leaked],
  })

test('A26: the parent of this test does leak: a program it starts has them all', async () => {
  const child = leaking('/bin/ls', '/proc/self/fd')
  const numbers = (await text(child.stdout as NodeJS.ReadableStream)).trim().split('\n').map(Number)
  expect(numbers.length).toBeGreaterThan(297)
  expect(numbers).toEqual(expect.arrayContaining([0, 1, 2, 3, 20, 251, 300]))
})

test('A26: a server starts with 0, 1 and 2, and the gate before it holds two more for itself', async () => {
  const driver = writeDriver(
    stage,
    `
    const init = parked.init.pid
    const gate = readdirSync('/proc/' + init + '/fd').map((number) => [Number(number), readlinkSync('/proc/' + init + '/fd/' + number)]).sort(([a], [b]) => a - b)
    const server = parked.release()
    server.input.end()
    const pieces = []
    server.output.on('data', (piece) => pieces.push(piece))
    await new Promise((resolve) => server.output.once('close', resolve))
    console.log(JSON.stringify({ gate, server: Buffer.concat(pieces).toString('base64') }))
    `,
  )
  const plan = planOf(stage, { command: askingServer() })
  const child = leaking(process.execPath, driver, writePlan(stage, plan))
  const [output, errors] = await Promise.all([
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
  ])
  expect(errors).toBe('')
  const said = JSON.parse(output) as { gate: [number, string][]; server: string }
  // While it reads, the shell keeps its standard input at the first number from 10 on.
  expect(said.gate.map(([number]) => number).filter((number) => number < 10)).toEqual([
    ...[0, 1, 2],
    plan.descriptors.findIndex(({ kind }) => kind === 'gate'),
    plan.descriptors.findIndex(
      (planned) => planned.kind === 'pin' && planned.path === stage.host.shell,
    ),
  ])
  const others = said.gate
    .map(([, target]) => target)
    .filter((target) => !target.startsWith('socket:'))
  expect(others).toEqual([stage.host.shell])
  expect(new Set(said.gate.map(([, target]) => target)).size).toBe(5)
  const answers = new BigInt64Array(new Uint8Array(Buffer.from(said.server, 'base64')).buffer)
  const open = [...answers].flatMap((answer, number) => (answer >= 0n ? [number] : []))
  expect({ asked: answers.length, open }).toEqual({ asked: 1023, open: [0, 1, 2] })
})

test('A26, A27: nothing of it reaches a server behind the launcher', async () => {
  const profile = join(stage.root, 'own/hostile.jsonc')
  const rules = {
    extends: 'node',
    command: ['node', join(stage.root, 'server/server.mjs')],
    filesystem: { write: [stage.work] },
  }
  writeFileSync(profile, JSON.stringify(rules), { mode: 0o600 })
  const [command, ...args] = [...GAP, ...launcher, 'run', profile]
  const env = { HOME: join(stage.root, 'home'), PATH: process.env['PATH'] ?? '' }
  const session = startSession({ command, args, env, cwd: '/', descriptors: leaked })
  await greet(session)
  for (const id of ['A26', 'A27']) {
    const { outcome, detail } = await session.attack(id, stage.context)
    expect({ id, outcome }, JSON.stringify(detail)).toEqual({ id, outcome: 'denied' })
    expect(JSON.stringify(detail)).not.toContain(TREASURE)
  }
  // The launcher itself has let go of them: nothing that it still holds from 3 on is the directory.
  const held = readdirSync(`/proc/${session.pid}/fd`).filter((number) => Number(number) > 16)
  const targets = held.map((number) => readlinkSync(`/proc/${session.pid}/fd/${number}`))
  expect(targets.filter((target) => target === '/' || target.includes('deleted'))).toEqual([])
  expect(await session.close()).toBe(0)
})
