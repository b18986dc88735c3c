import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { exportAge, importAge } from '../../src/adopt/index.ts'
import { AirlockError } from '../../src/base/index.ts'

/** The stock age(1) of the distribution opens what is exported here, and what it writes is imported. */

const directory = mkdtempSync(join(tmpdir(), 'airlock-age-'))
afterAll(() => rmSync(directory, { recursive: true }))
const at = (name: string) => join(directory, name)

const identity = execFileSync('age-keygen', {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
})
writeFileSync(at('identity'), identity, { mode: 0o600 })
const recipient = /age1\w+/.exec(identity)?.[0] as string
const passphrase = 'correct horse bättery 1'

const entries = [
  { name: 'TOKEN', value: Buffer.from('line 1\nline "2" \\ é') },
  { name: 'BYTES', value: Buffer.from([0, 255, 254, 10]) },
]
const document = { TOKEN: 'line 1\nline "2" \\ é', BYTES: { base64: 'AP/+Cg==' } }

/** age asks at a terminal only, so it gets one: script(1) with the passphrase typed after each question. */
function atTerminal(command: string, answers: number): string {
  const typed = Array.from({ length: answers }, () => `sleep 1; printf '%s\\n' '${passphrase}'`)
  const result = spawnSync(
    'sh',
    [
      '-c',
      `{ ${typed.join('; ')}; sleep 6; } | script --quiet --return --command '${command}' /dev/null`,
    ],
    { encoding: 'utf8', cwd: directory, timeout: 25_000 },
  )
  expect({ status: result.status, said: result.status === 0 ? '' : result.stdout }).toEqual({
    status: 0,
    said: '',
  })
  return result.stdout
}

test.each([false, true])(
  'age opens what was exported for a recipient, armoured: %s',
  async (isArmoured) => {
    const file = await exportAge(entries, { recipients: [recipient] }, { isArmoured })
    expect(file.toString('latin1').startsWith('-----BEGIN AGE')).toBe(isArmoured)
    writeFileSync(at('out.age'), file)
    const opened = execFileSync('age', ['--decrypt', '--identity', at('identity'), at('out.age')])
    expect(JSON.parse(opened.toString('utf8'))).toEqual(document)
  },
)

test('each of several recipients opens it', async () => {
  const other = execFileSync('age-keygen', {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const recipients = [/age1\w+/.exec(other)?.[0] as string, recipient]
  const file = await exportAge(entries, { recipients })
  for (const each of [other, identity])
    expect(await importAge(file, { identity: Buffer.from(each) })).toEqual(entries)
})

test('age opens what was exported with a passphrase', { timeout: 60_000 }, async () => {
  const file = await exportAge(entries, { passphrase: Buffer.from(passphrase) })
  writeFileSync(at('locked.age'), file)
  atTerminal('age --decrypt --output opened.json locked.age', 1)
  expect(JSON.parse(readFileSync(at('opened.json'), 'utf8'))).toEqual(document)
})

test.each([[], ['--armor']])('what age wrote for a recipient is imported, %s', async (...flags) => {
  writeFileSync(at('plain.json'), JSON.stringify(document))
  const file = execFileSync('age', [...flags, '--recipient', recipient, at('plain.json')])
  expect(await importAge(file, { identity: Buffer.from(identity) })).toEqual(entries)
})

test('what age wrote with a passphrase is imported', { timeout: 60_000 }, async () => {
  writeFileSync(at('plain.json'), JSON.stringify(document))
  atTerminal('age --passphrase --output made.age plain.json', 2)
  expect(
    await importAge(readFileSync(at('made.age')), { passphrase: Buffer.from(passphrase) }),
  ).toEqual(entries)
})

const code = (work: Promise<unknown>) =>
  work.then(
    () => 'opened',
    (error: unknown) => {
      if (!AirlockError.is(error)) throw error
      const told = [error.message, ...error.hints, String(error.cause)].join(' ')
      expect(told).not.toMatch(/AGE-SECRET-KEY-1\w{5}|b.ttery|line "2"|hello/)
      return error.code
    },
  )
const key = { identity: Buffer.from(identity) }

test('another identity or passphrase does not open it', { timeout: 60_000 }, async () => {
  const other = execFileSync('age-keygen', { stdio: ['ignore', 'pipe', 'ignore'] })
  const forOne = await exportAge(entries, { recipients: [recipient] })
  const forAll = await exportAge(entries, { passphrase: Buffer.from(passphrase) })
  expect(await code(importAge(forOne, { identity: other }))).toBe('AIRLOCK_VAULT_FACTOR')
  expect(await code(importAge(forOne, { passphrase: Buffer.from('x') }))).toBe(
    'AIRLOCK_VAULT_FACTOR',
  )
  expect(await code(importAge(forAll, { passphrase: Buffer.from('x') }))).toBe(
    'AIRLOCK_VAULT_FACTOR',
  )
  expect(await code(importAge(forAll, key))).toBe('AIRLOCK_VAULT_FACTOR')
})

test('no byte of it can be changed, cut off or added', async () => {
  const file = await exportAge(entries, { recipients: [recipient] })
  for (let index = 0; index < file.length; index++) {
    const changed = Buffer.from(file)
    changed[index] = (changed[index] as number) ^ 1
    expect(await code(importAge(changed, key))).not.toBe('opened')
  }
  for (const length of [0, 1, 21, 100, file.length - 17, file.length - 1])
    expect(await code(importAge(file.subarray(0, length), key))).not.toBe('opened')
  expect(await code(importAge(Buffer.concat([file, Buffer.from([0])]), key))).not.toBe('opened')
})

test('a header that costs too much is refused at once', async () => {
  const begin = performance.now()
  const stanza = `-> X25519 ${'A'.repeat(43)}\n${'A'.repeat(43)}\n`
  const many = Buffer.from(
    `age-encryption.org/v1\n${stanza.repeat(100_000)}--- ${'A'.repeat(43)}\n`,
  )
  const bomb = Buffer.from(
    `age-encryption.org/v1\n-> scrypt ${'A'.repeat(22)} 30\n${'A'.repeat(43)}\n--- ${'A'.repeat(43)}\n`,
  )
  expect(await code(importAge(many, key))).toBe('AIRLOCK_USAGE')
  expect(await code(importAge(bomb, { passphrase: Buffer.from('x') }))).toBe('AIRLOCK_USAGE')
  expect(performance.now() - begin).toBeLessThan(2000)
})

test.each([
  ['nothing', ''],
  ['text', 'TOKEN=x'],
  ['an identity of SSH', '-----BEGIN OPENSSH PRIVATE KEY-----\nx\n'],
  ['a broken identity', identity.replace(/.$/m, '').slice(0, -3)],
])('an identity file with %s is refused and not quoted', async (_title, text) => {
  const file = await exportAge(entries, { recipients: [recipient] })
  expect(await code(importAge(file, { identity: Buffer.from(text) }))).toBe('AIRLOCK_USAGE')
})

test.each([[[]], [['ssh-ed25519 AAAA']], [['age1x']], [['age1\u001b[2J']]])(
  'recipients %j are refused',
  async (recipients) => {
    expect(await code(exportAge(entries, { recipients }))).toBe('AIRLOCK_USAGE')
  },
)

test('an age file that holds something else is refused', async () => {
  writeFileSync(at('other'), 'hello')
  const file = execFileSync('age', ['--recipient', recipient, at('other')])
  expect(await code(importAge(file, key))).toBe('AIRLOCK_USAGE')
})

test('nothing but age is read', async () => {
  for (const bytes of ['', 'TOKEN=x', '-----BEGIN AGE ENCRYPTED FILE-----\nx\n'])
    expect(await code(importAge(Buffer.from(bytes), key))).toBe('AIRLOCK_USAGE')
})
