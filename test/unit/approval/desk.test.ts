import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { Desk, visitDesks } from '../../../src/approval/index.ts'
import type { Question } from '../../../src/inspect/index.ts'

const made: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const undo of made.splice(0).toReversed()) await undo()
})

function place(): string {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-desk-')))
  made.push(() => rmSync(home, { recursive: true, force: true }))
  return join(home, 'approvals')
}

function desk(directory: string, name = 'one') {
  const faults: string[] = []
  const opened = new Desk({ directory, name, onFault: (reason) => faults.push(reason) })
  made.push(() => opened.close())
  return { desk: opened, faults }
}

const question = (ticket: string, more: Partial<Question> = {}): Question => ({
  ticket,
  profile: 'notes',
  kind: 'tool',
  name: 'write',
  arguments: '{}',
  way: 'terminal',
  ...more,
})

async function visitAll(directory: string) {
  const visits = await visitDesks(directory)
  made.push(() => {
    for (const visit of visits) visit.leave()
  })
  return visits
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 30))

test('nothing is made before the first question, and nothing is left behind', async () => {
  const directory = place()
  const { desk: one } = desk(directory)
  expect(existsSync(directory)).toBe(false)
  expect(await visitDesks(directory)).toEqual([])
  void one.ask(question('t'))
  await soon()
  expect(statSync(directory).mode & 0o777).toBe(0o700)
  expect(statSync(join(directory, 'one')).mode & 0o777).toBe(0o600)
  await one.close()
  expect(readdirSync(directory)).toEqual([])
})

test.each(['once', 'session', 'no'] as const)('a terminal answers %s', async (answer) => {
  const directory = place()
  const { desk: one } = desk(directory)
  const said = one.ask(question('t'))
  await soon()
  const [visit] = await visitAll(directory)
  expect(visit?.questions).toEqual([question('t')])
  expect(await visit?.answer('t', answer)).toBe(true)
  expect(await said).toBe(answer)
  expect(await visit?.answer('t', answer)).toBe(false)
})

test('several launchers are visited, and each question is answered for itself', async () => {
  const directory = place()
  const { desk: one } = desk(directory, 'one')
  const { desk: two } = desk(directory, 'two')
  const said = [one.ask(question('a')), one.ask(question('b')), two.ask(question('c'))]
  await soon()
  const visits = await visitAll(directory)
  const tickets = visits.map(({ questions }) => questions.map(({ ticket }) => ticket))
  expect(tickets.flat().toSorted()).toEqual(['a', 'b', 'c'])
  for (const visit of visits) {
    for (const { ticket } of visit.questions) {
      expect(await visit.answer(ticket, ticket === 'b' ? 'no' : 'once')).toBe(true)
    }
  }
  expect(await Promise.all(said)).toEqual(['once', 'no', 'once'])
})

test('a question that was taken back is not answered', async () => {
  const directory = place()
  const { desk: one } = desk(directory)
  void one.ask(question('t'))
  await soon()
  const [visit] = await visitAll(directory)
  one.cancel('t')
  expect(await visit?.answer('t', 'once')).toBe(false)
  const [again] = await visitAll(directory)
  expect(again?.questions).toEqual([])
})

test('what a launcher says is escaped once more', async () => {
  const directory = place()
  const { desk: one } = desk(directory)
  void one.ask(question('t', { name: 'a\u001b[2J', arguments: '\u202e' }))
  await soon()
  const [visit] = await visitAll(directory)
  expect(visit?.questions[0]).toMatchObject({ name: 'a\\x1b[2J', arguments: '\\u{202e}' })
})

test('whoever says anything else is hung up on', async () => {
  const directory = place()
  const { desk: one } = desk(directory)
  void one.ask(question('t'))
  await soon()
  for (const line of ['{"ticket":"t","answer":"yes"}', '{"ticket":1,"answer":"once"}', '[]', 'x']) {
    const peer = connect(join(directory, 'one'))
    const closed = new Promise((resolve) => peer.once('close', resolve))
    peer.resume().write(`${line}\n`)
    await closed
  }
  const [visit] = await visitAll(directory)
  expect(visit?.questions).toHaveLength(1)
})

test('nothing is heard of whoever was hung up on', async () => {
  const directory = place()
  const { desk: one } = desk(directory)
  const answered: string[] = []
  void one.ask(question('t')).then((answer) => answered.push(answer))
  await soon()
  const peer = connect(join(directory, 'one'))
  const closed = new Promise((resolve) => peer.once('close', resolve))
  peer.resume().write('x\n{"ticket":"t","answer":"once"}\n')
  await closed
  await soon()
  expect(answered).toEqual([])
})

test('whoever answers and answers and never reads is hung up on', async () => {
  const directory = place()
  const { desk: one } = desk(directory)
  void one.ask(question('t'))
  await soon()
  const peer = connect(join(directory, 'one'))
  const closed = new Promise((resolve) => peer.once('close', resolve))
  peer.on('error', () => undefined)
  const flood = Buffer.from(`{"ticket":"${'u'.repeat(1000)}","answer":"no"}\n`.repeat(64))
  let taken = 0
  while (taken < 64 << 20 && !peer.destroyed) {
    taken += flood.length
    if (!peer.write(flood))
      await Promise.race([new Promise((resolve) => peer.once('drain', resolve)), closed])
  }
  await closed
  expect(taken).toBeLessThan(16 << 20)
})

test('what a killed launcher left is removed, and something strange tells nothing', async () => {
  const directory = place()
  mkdirSync(directory, { mode: 0o700 })
  const server = createServer((peer) => peer.end('{"question":{"ticket":7}}\n'))
  await new Promise<void>((resolve) => server.listen(join(directory, 'strange'), resolve))
  made.push(() => void server.close())
  const visits = await visitAll(directory)
  expect(visits.flatMap(({ questions }) => questions)).toEqual([])
})

test('a launcher that says nothing holds up no other', async () => {
  const directory = place()
  mkdirSync(directory, { mode: 0o700 })
  const server = createServer(() => undefined)
  await new Promise<void>((resolve) => {
    server.listen(join(directory, 'a-silent'), resolve)
  })
  made.push(() => void server.close())
  const { desk: one } = desk(directory)
  void one.ask(question('t'))
  await soon()
  const visits = await visitAll(directory)
  expect(visits.flatMap(({ questions }) => questions)).toEqual([question('t')])
})

test.each([
  ['others can enter', (path: string) => mkdirSync(path, { mode: 0o755 }), 'can be entered'],
  [
    'is a link',
    (path: string) => {
      mkdirSync(`${path}.real`, { mode: 0o700 })
      symlinkSync(`${path}.real`, path)
    },
    'is a symbolic link',
  ],
])('a directory that %s is used by nobody', async (_title, make, reason) => {
  const directory = place()
  make(directory)
  if (reason === 'can be entered') chmodSync(directory, 0o755)
  const { desk: one, faults } = desk(directory)
  expect(await one.ask(question('t'))).toBe('unavailable')
  expect(faults).toEqual([expect.stringContaining(reason)])
  await expect(visitDesks(directory)).rejects.toMatchObject({ code: 'AIRLOCK_PATH_REFUSED' })
})

test('a name that is too long for a socket is refused', async () => {
  const directory = join(place(), 'x'.repeat(100))
  const { desk: one, faults } = desk(directory)
  expect(await one.ask(question('t'))).toBe('unavailable')
  expect(faults).toEqual([expect.stringContaining('too long')])
})
