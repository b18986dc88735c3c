import { dirname, join } from 'node:path'
import { kindOf, listDirectory, readTextFile, withFile } from '../os/index.ts'
import { type ElfNeeds, readElf } from './elf.ts'

/**
 * Finds every library that the given programs and libraries need, the loader included, as the loader would (ld.so(8)):
 * RUNPATH or RPATH, then the default directories, then those of ld.so.conf. Returns absolute paths, uncanonical, without
 * the given files. Nothing is executed. A library that exists nowhere is left out: the loader says so inside as it does outside,
 * and an optional extension module may lack one without harm. So is a file that is no library: whoever made the program may have written the
 * name of any file of the host into it.
 */
export function librariesOf(files: readonly string[]): readonly string[] {
  const found: string[] = []
  const sought = new Set<string>()
  const open = [...files]
  const searched = { directories: DEFAULT_DIRECTORIES as readonly string[], configured: false }
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    const needs = withFile(file, readElf)
    if (needs === undefined) continue
    if (!files.includes(file)) found.push(file)
    for (const name of namesOf(needs)) {
      if (sought.has(name)) continue
      sought.add(name)
      const path = locate(name, ownDirectories(file, needs), searched)
      if (path !== undefined) open.push(path)
    }
  }
  return found
}

interface Searched {
  directories: readonly string[]
  configured: boolean
}

/** ld.so.conf is read only when the default directories lack something: most programs never need it. */
function locate(name: string, own: readonly string[], searched: Searched): string | undefined {
  if (name.startsWith('/')) return kindOf(name) === 'file' ? name : undefined
  const path = firstFile(name, own) ?? firstFile(name, searched.directories)
  if (path !== undefined || searched.configured) return path
  searched.configured = true
  searched.directories = [...searched.directories, ...configuredDirectories()]
  return firstFile(name, searched.directories)
}

function firstFile(name: string, directories: readonly string[]): string | undefined {
  const directory = directories.find((each) => kindOf(`${each}/${name}`) === 'file')
  return directory && join(directory, name)
}

function namesOf(needs: ElfNeeds): readonly string[] {
  return needs.interpreter === undefined ? needs.needed : [needs.interpreter, ...needs.needed]
}

function ownDirectories(file: string, needs: ElfNeeds): readonly string[] {
  return needs.searchPath.map((path) => path.replace(/\$ORIGIN|\$\{ORIGIN\}/g, dirname(file)))
}

function configuredDirectories(): readonly string[] {
  const files = [
    '/etc/ld.so.conf',
    ...listDirectory('/etc/ld.so.conf.d').map((name) => `/etc/ld.so.conf.d/${name}`),
  ]
  return files
    .flatMap((file) => (readTextFile(file) ?? '').split('\n'))
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line.startsWith('/'))
}

// The built-in search path of glibc on Debian and Ubuntu (multiarch) and on Fedora, SUSE and Arch (lib64).
const DEFAULT_DIRECTORIES = [
  ...(process.arch === 'arm64'
    ? ['/lib/aarch64-linux-gnu', '/usr/lib/aarch64-linux-gnu']
    : ['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu']),
  '/lib64',
  '/usr/lib64',
  '/lib',
  '/usr/lib',
]
