import { escape } from '../base/index.ts'
import { isRecord, parseRecord } from './json-record.ts'

/** What npm resolved: the version of the package that was asked for, and the integrity of every package by its place. */
export interface Resolved {
  readonly version: string
  readonly integrity: string
  readonly packages: Readonly<Record<string, string>>
}

/**
 * Reads `package-lock.json` (lockfileVersion 3, npm documentation "package-lock.json"). Every package must come from a registry
 * and carry a SHA-512; a bundled one is part of its parent's archive, whose hash covers it. Returns a sentence instead when not so.
 */
export function readLock(text: string, name: string): Resolved | { readonly fault: string } {
  const packages = parseRecord(text)?.['packages']
  if (!isRecord(packages)) return { fault: 'npm wrote no lock file that could be read' }
  const found: Record<string, string> = {}
  for (const [place, entry] of Object.entries(packages)) {
    if (place === '') continue
    const shown = `\`${escape(place, 300)}\``
    if (!isRecord(entry) || entry['link'] === true || !place.startsWith('node_modules/'))
      return { fault: `${shown} is a link to a directory, not a package of a registry` }
    if (entry['inBundle'] === true && isRecord(packages[parentOf(place)])) continue
    // npm was told to leave out the addresses of registry packages: one that is there is of another kind.
    if (entry['resolved'] !== undefined) return { fault: `${shown} does not come from a registry` }
    const integrity = entry['integrity']
    if (typeof integrity !== 'string' || !SHA512.test(integrity))
      return { fault: `${shown} has no SHA-512 integrity` }
    found[place] = integrity
  }
  const place = `node_modules/${name}`
  const top = packages[place]
  const version = isRecord(top) ? top['version'] : undefined
  const integrity = found[place]
  if (typeof version !== 'string' || integrity === undefined)
    return { fault: `npm did not install \`${escape(name)}\`` }
  return { version, integrity, packages: found }
}

function parentOf(place: string): string {
  return place.slice(0, Math.max(place.lastIndexOf('/node_modules/'), 0)) || 'none'
}

// Subresource Integrity, section 3.5; 64 bytes are 86 characters of base64 and two of padding.
const SHA512 = /(?:^|\s)sha512-[A-Za-z0-9+/]{86}==(?:\s|$)/
