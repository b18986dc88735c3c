import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FoundProgram } from '../../../src/app/command.ts'
import type { Directories } from '../../../src/app/directories.ts'
import type { Io } from '../../../src/app/index.ts'
import { openPins, PinFile } from '../../../src/app/pin-file.ts'
import { type PinPlace, pinPlaceOf, readPins, removePins } from '../../../src/app/pin-place.ts'
import type { LoadedProfile } from '../../../src/app/profile-library.ts'
import type { Profile } from '../../../src/policy/index.ts'
import { listing, tool } from '../inspect/pins/pages.ts'

let root: string
let place: PinPlace
let said: string[]
const io = () => ({ stderr: { write: (text: string) => said.push(text) } }) as unknown as Io
const placeOf = (reference: string, file: string) =>
  pinPlaceOf({ pins: join(root, 'pins') } as Directories, reference, { file } as LoadedProfile)

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'airlock-pins-')))
  place = placeOf('notes', '/etc/notes.jsonc')
  said = []
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const open = () => new PinFile(io(), place, 'first-use')
const names = () => [...readPins(place).book.pinned.lists.tool.items.keys()]

test('a profile with a name keeps its pins under it, another one under its path', () => {
  expect(place.file).toBe(join(root, 'pins/notes.json'))
  expect(placeOf('./a/../notes.jsonc', '/srv/notes.jsonc')).toEqual({
    directory: join(root, 'pins/path/srv'),
    file: join(root, 'pins/path/srv/notes.jsonc.json'),
    profile: '/srv/notes.jsonc',
  })
})

test('what was observed holds at once, and is in the file once it is written', async () => {
  const pins = open()
  pins.observe(listing(tool('a')))
  expect([...pins.book.pinned.lists.tool.items.keys()]).toEqual(['a'])
  expect(names()).toEqual([])
  await Promise.all([pins.write(), pins.write()])
  expect(names()).toEqual(['a'])
})

test('what is observed while the file is written is written next', async () => {
  const pins = open()
  pins.observe(listing(tool('a')))
  const first = pins.write()
  pins.observe({ what: 'server', server: { name: 's', version: '1', instructions: undefined } })
  await Promise.all([first, pins.write()])
  expect(names()).toEqual(['a'])
  expect(readPins(place).book.pinned.server).toEqual({
    name: 's',
    version: '1',
    instructions: undefined,
  })
})

test('of two sessions that begin together the first to write has pinned, and the other learns of it', async () => {
  const [one, other] = [open(), open()]
  one.observe(listing(tool('a', 'first')))
  other.observe(listing(tool('a', 'second')))
  await one.write()
  await other.write()
  expect(readPins(place).book.pinned.lists.tool.items.get('a')).toMatchObject({
    description: 'first',
  })
  expect(other.book.seen.lists.tool.items.get('a')).toMatchObject({ description: 'second' })
  one.renew()
  expect(one.book.seen.lists.tool.items.has('a')).toBe(true)
})

test('a file that nothing new is learned of is left alone', async () => {
  const pins = open()
  pins.observe(listing(tool('a')))
  await pins.write()
  const text = readFileSync(place.file, 'utf8')
  writeFileSync(place.file, text.replace('{', '{ '))
  const again = open()
  again.observe(listing(tool('a')))
  await again.write()
  expect(readFileSync(place.file, 'utf8')).toBe(text.replace('{', '{ '))
})

/** From now on nothing can be written. */
const block = () => mkdirSync(join(place.directory, '.lock'), { recursive: true, mode: 0o700 })

test('what waits and cannot be written is told of once, and the session goes on with what it knows', async () => {
  const pins = open()
  pins.observe(listing(tool('a')))
  await pins.write()
  block()
  pins.observe(listing(tool('a', 'evil')))
  await pins.write()
  pins.observe(listing(tool('a', 'worse')))
  await pins.write()
  expect(said.filter((line) => line.includes('what waits in this session ends'))).toHaveLength(1)
  expect(pins.book.seen.lists.tool.items.has('a')).toBe(true)
})

test('what was taken on trust and cannot be written ends the session with an error', async () => {
  const pins = open()
  pins.observe({ what: 'server', server: { name: 's', version: '1', instructions: undefined } })
  await pins.write()
  const faults: string[] = []
  pins.onFault((reason) => faults.push(reason))
  block()
  pins.observe(listing(tool('a')))
  const fault = {
    code: 'AIRLOCK_PINS_UNUSABLE',
    message: expect.stringMatching(/cannot be written \(EINVAL\); .* would be trusted anew/),
    hints: [`ls -la '${place.directory}'`, expect.stringContaining('"pins": "off"')],
  }
  await expect(pins.write()).rejects.toMatchObject(fault)
  pins.observe(listing(tool('a'), tool('b')))
  await expect(pins.write()).rejects.toMatchObject(fault)
  expect(faults).toEqual([expect.stringContaining('cannot be written (EINVAL)')])
  const late: string[] = []
  pins.onFault((reason) => late.push(reason))
  expect(late).toEqual(faults)
})

test('once nothing can be written, nothing more is taken on trust either', async () => {
  const pins = open()
  pins.observe(listing(tool('a')))
  await pins.write()
  block()
  pins.observe(listing(tool('a', 'evil')))
  await pins.write()
  pins.observe({ what: 'server', server: { name: 's', version: '1', instructions: undefined } })
  await expect(pins.write()).rejects.toMatchObject({ code: 'AIRLOCK_PINS_UNUSABLE' })
})

test('more than is remembered one by one is neither forgotten nor lost', async () => {
  const several = Array.from({ length: 150 }, (_, at) => tool(`t${at}`))
  const all = several.map(({ name }) => name)
  const said = (change: (one: (typeof several)[0]) => (typeof several)[0]) =>
    several.map((one, at) => ({
      what: 'page' as const,
      kind: 'tool' as const,
      page: at,
      items: [change(one)],
      names: all.slice(0, at + 1),
      isLast: at === 149,
    }))
  const pins = open()
  for (const one of said((each) => each)) pins.observe(one)
  await pins.write()
  expect(names().toSorted()).toEqual(all.toSorted())
  expect(readPins(place).book.pinned.lists.tool.pages).toBe('all')

  for (const one of said(({ name }) => tool(name, 'evil'))) pins.observe(one)
  pins.observe({ what: 'server', server: { name: 's', version: '1', instructions: undefined } })
  const other = open()
  other.observe(listing(...several, tool('new')))
  await other.write()
  pins.renew()
  const waiting = () => [...pins.book.seen.lists.tool.items.keys()].toSorted()
  expect(waiting()).toEqual([...all, 'new'].toSorted())
  const first = pins.write()
  pins.observe(listing(...several, tool('late')))
  pins.observe({ what: 'server', server: { name: 't', version: '1', instructions: undefined } })
  await first
  await pins.write()
  const { pinned, seen } = readPins(place).book
  expect([...seen.lists.tool.items.keys()]).toEqual(expect.arrayContaining(['late', 'new']))
  expect(seen.server).toMatchObject({ name: 't' })
  expect(pinned.server).toMatchObject({ name: 's' })
})

test('where another session was first, what comes beyond that waits', async () => {
  const pins = open()
  for (let at = 0; at < 80; at += 1) {
    pins.observe({ ...first(at), names: undefined, isLast: false })
  }
  const other = open()
  other.observe(listing(tool('t70', 'another')))
  await other.write()
  await pins.write()
  expect(names()).toEqual(['t70'])
  const { items } = readPins(place).book.seen.lists.tool
  expect(items.size).toBe(80)
  expect(items.get('t70')).toMatchObject({ description: 't70' })
})

const first = (at: number) => ({
  what: 'page' as const,
  kind: 'tool' as const,
  page: at,
  items: [tool(`t${at}`)],
})

test('that a list is closed before its end is told', () => {
  const pins = open()
  for (let times = 0; times < 3; times += 1) pins.observe({ ...first(0), names: [], isLast: false })
  expect(said).toEqual([
    'mcp-airlock: the list of tools began again before it was read to its end: what its other pages hold is not pinned and waits for approval\n',
  ])
})

test('a change is told of once', () => {
  const pins = open()
  for (const text of ['good', 'evil', 'evil', 'worse']) pins.observe(listing(tool('a', text)))
  expect(said).toEqual([
    'mcp-airlock: not as it was pinned: `tool:a`\n',
    'hint: mcp-airlock pins diff notes\n',
  ])
})

test('nothing is removed where nothing is', async () => {
  expect(await removePins(place)).toBe(false)
  const pins = open()
  pins.observe(listing(tool('a')))
  await pins.write()
  expect(await removePins(place)).toBe(true)
  expect(names()).toEqual([])
})

const profile = (pins: Profile['pins']) => ({ pins }) as Profile
const packaged = (name: string, sha256: string): FoundProgram => ({ name, sha256, file: undefined })

test('another program is refused, and then on record', async () => {
  const first = await openPins(io(), profile('first-use'), place, packaged('a@1', '00'))
  await first?.write()
  const again = openPins(io(), profile('first-use'), place, packaged('a@1', '01'))
  await expect(again).rejects.toMatchObject({
    code: 'AIRLOCK_PINS_CHANGED',
    message: '`a@1` is not what it was when it was pinned',
    hints: ['mcp-airlock pins diff notes', 'mcp-airlock pins approve notes program'],
  })
  expect(readPins(place).book.seen.program).toEqual({ name: 'a@1', sha256: '01' })
  await expect(openPins(io(), profile('first-use'), place, packaged('b@1', '00'))).rejects.toThrow(
    '`b@1` is to run, and `a@1` is pinned',
  )
  expect(await openPins(io(), profile('off'), place, packaged('b@1', '00'))).toBeUndefined()
})

test('the first program is on record before it runs, and does not run without', async () => {
  await openPins(io(), profile('first-use'), place, packaged('a@1', '00'))
  expect(readPins(place).book.pinned.program).toEqual({ name: 'a@1', sha256: '00' })
  await removePins(place)
  block()
  const again = openPins(io(), profile('first-use'), place, packaged('a@1', '00'))
  await expect(again).rejects.toMatchObject({ code: 'AIRLOCK_PINS_UNUSABLE' })
})

test('a program that cannot be read is not pinned', async () => {
  const file = join(root, 'gone')
  const found = { name: file, sha256: undefined, file }
  await expect(openPins(io(), profile('first-use'), place, found)).rejects.toMatchObject({
    code: 'AIRLOCK_PINS_CHANGED',
  })
})

test.each([
  ['no JSON', '{'],
  ['a file of something else', '{"format":"other"}'],
])('%s is no file of pins', async (_title, text) => {
  mkdirSync(place.directory, { recursive: true, mode: 0o700 })
  writeFileSync(place.file, text)
  expect(open).toThrow(expect.objectContaining({ code: 'AIRLOCK_PINS_UNUSABLE' }))
})
