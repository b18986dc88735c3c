import { expect, test } from 'vitest'
import { findProfile, listProfiles, type ProfileLibrary } from '../../../src/app/profile-library.ts'

const command = '"command": ["node", "/srv/a.js"]'
const files: Readonly<Record<string, string>> = {
  '/shipped/presets/node.jsonc': '{ "runtime": "node", "inherit": ["TZ"] }',
  '/shipped/memory.jsonc': `{ "extends": "node", ${command} }`,
  '/shipped/weather.jsonc': `{ "extends": "node", ${command} }`,
  '/shipped/self.jsonc': `{ "extends": "self", ${command} }`,
  '/shipped/profile.schema.json': '{}',
  '/shipped/README.md': '',
  '/user/weather.jsonc': '{ "extends": "weather", "inherit": ["LANG"] }',
  '/user/mine.jsonc': '{ "extends": "memory" }',
  '/user/node.jsonc': `{ "runtime": "static", ${command} }`,
  '/user/a.jsonc': '{ "extends": "b" }',
  '/user/b.jsonc': '{ "extends": "a" }',
  '/user/lost.jsonc': '{ "extends": "nod" }',
  '/user/.hidden.jsonc': '{}',
  '/user/Upper.jsonc': '{}',
  '/project/x.jsonc': `{ "extends": "node", ${command} }`,
}

/** A library over a table of files that keeps the paths it was asked for. */
function library(): ProfileLibrary & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    user: '/user',
    shipped: '/shipped',
    read: (path) => {
      asked.push(path)
      const text = files[path]
      return text === undefined ? undefined : { path, text }
    },
    names: (directory) =>
      Object.keys(files)
        .filter((path) => path.slice(0, path.lastIndexOf('/')) === directory)
        .map((path) => path.slice(directory.length + 1)),
  }
}

test('a shipped profile is found by its name, with its chain of files', () => {
  const { profile, file, files } = findProfile(library(), 'memory')
  expect(profile).toMatchObject({
    name: 'memory',
    extends: ['node'],
    runtime: 'node',
    inherit: ['TZ'],
  })
  expect(file).toBe('/shipped/memory.jsonc')
  expect(files).toEqual(['/shipped/memory.jsonc', '/shipped/presets/node.jsonc'])
})

test('the own profile comes first and may build on the shipped one of its name', () => {
  const { profile, files } = findProfile(library(), 'weather')
  expect(files).toEqual([
    '/user/weather.jsonc',
    '/shipped/weather.jsonc',
    '/shipped/presets/node.jsonc',
  ])
  expect(profile.inherit).toEqual(['TZ', 'LANG'])
})

test('a preset cannot be replaced by an own profile', () => {
  expect(findProfile(library(), 'mine').profile.runtime).toBe('node')
  expect(findProfile(library(), 'node').profile.runtime).toBe('static')
})

test('a path is read as it is, and its parents by name', () => {
  const { profile, files } = findProfile(library(), '/project/x.jsonc')
  expect(profile.name).toBe('/project/x.jsonc')
  expect(files).toEqual(['/project/x.jsonc', '/shipped/presets/node.jsonc'])
})

test('nothing but the two directories is asked for when a name is given', () => {
  const own = library()
  expect(() => findProfile(own, 'x')).toThrow()
  expect(own.asked).toEqual(['/user/x.jsonc', '/shipped/x.jsonc'])
})

test.each(['', '.', '..', '.hidden', 'Upper', 'a b', 'a\0', '-x', 'x'.repeat(65)])(
  'the name %j is never looked for',
  (name) => {
    const own = library()
    expect(() => findProfile(own, name)).toThrow(
      expect.objectContaining({ code: 'AIRLOCK_PROFILE_NOT_FOUND' }),
    )
    expect(own.asked).toEqual([])
  },
)

test.each([
  ['memry', 'no profile `memry`', 'did you mean `memory`?'],
  ['python', 'no profile `python`', 'mcp-airlock profile list'],
  ['/project/y.jsonc', 'no profile `/project/y.jsonc`', 'give the path of an existing file'],
  ['lost', 'no profile `nod` (`extends` in /user/lost.jsonc)', 'did you mean `node`?'],
])('%s is not found, and the hint helps', (name, message, hint) => {
  expect(() => findProfile(library(), name)).toThrow(
    expect.objectContaining({ code: 'AIRLOCK_PROFILE_NOT_FOUND', message }),
  )
  expect(() => findProfile(library(), name)).toThrow(
    expect.objectContaining({ hints: expect.arrayContaining([hint]) as string[] }),
  )
})

test('a preset that is asked for as a profile is explained', () => {
  const own = { ...library(), user: '/nowhere' }
  expect(() => findProfile(own, 'node')).toThrow(
    expect.objectContaining({
      hints: expect.arrayContaining([expect.stringContaining('is a preset')]) as string[],
    }),
  )
})

test.each(['a', 'self'])('the circle that begins at %s is refused', (name) => {
  expect(() => findProfile(library(), name)).toThrow('leads back')
})

test('the list has each name once, the own file before the shipped one, and no presets', () => {
  expect(listProfiles(library()).map(({ name, origin }) => `${name} ${origin}`)).toEqual([
    'a user',
    'b user',
    'lost user',
    'memory shipped',
    'mine user',
    'node user',
    'self shipped',
    'weather user',
  ])
})

test('a profile that is given by its path is called after its file, by whatever words it was reached', () => {
  const all = library()
  const read: ProfileLibrary['read'] = (path) =>
    all.read(path.startsWith('.') ? '/project/x.jsonc' : path)
  for (const reference of ['./x.jsonc', '../project/x.jsonc'])
    expect(findProfile({ ...all, read }, reference).profile.name).toBe('/project/x.jsonc')
})
