import { expect, test } from 'vitest'
import { joinParts, settleParts } from '../../../src/sandbox/parts.ts'

const read = (path: string) => ({ source: path, target: path, mode: 'read' as const })
const write = (path: string) => ({ source: path, target: path, mode: 'write' as const })

test('a path that is asked for reading and for writing is writable once', () => {
  expect(
    joinParts([
      { binds: [write('/w')], links: [] },
      { binds: [read('/w')], links: [] },
    ]).binds,
  ).toEqual([write('/w')])
})

test('what a wider read bind shows needs no bind of its own', () => {
  const { binds } = settleParts({ binds: [read('/usr/lib/a'), read('/usr/lib')], links: [] })
  expect(binds).toEqual([read('/usr/lib')])
})

test('a writable directory inside a shown one stays, and comes after it', () => {
  const { binds } = settleParts({ binds: [write('/srv/app/data'), read('/srv/app')], links: [] })
  expect(binds).toEqual([read('/srv/app'), write('/srv/app/data')])
})

test('a read bind inside a writable directory is not swallowed by it', () => {
  const { binds } = settleParts({ binds: [write('/srv/app'), read('/srv/app/code')], links: [] })
  expect(binds).toEqual([write('/srv/app'), read('/srv/app/code')])
})

test('a link that lies inside a shown directory is there already', () => {
  const parts = {
    binds: [read('/opt/x')],
    links: [
      { path: '/opt/x/l', target: 'y' },
      { path: '/lib', target: 'usr/lib' },
    ],
  }
  expect(settleParts(parts).links).toEqual([{ path: '/lib', target: 'usr/lib' }])
})
