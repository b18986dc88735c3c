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

test('a file that cannot be written is told of once, and the session goes on with what it knows', async () => {
  const pins = open()
  mkdirSync(place.file, { recursive: true, mode: 0o700 })
  pins.observe(listing(tool('a')))
  await pins.write()
  pins.observe(listing(tool('a', 'evil')))
  await pins.write()
  pins.renew()
  expect(said.filter((line) => line.includes('what is pinned in this session ends'))).toHaveLength(
    1,
  )
  expect(pins.book.seen.lists.tool.items.has('a')).toBe(true)
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
