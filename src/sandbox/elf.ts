/** What a dynamically linked program or library asks of the loader (elf(5)). */
export interface ElfNeeds {
  /** The program interpreter (PT_INTERP), absent for libraries and static programs. */
  readonly interpreter: string | undefined
  /** DT_NEEDED names in order. */
  readonly needed: readonly string[]
  /** DT_RUNPATH, or DT_RPATH where there is none, split at colons; `$ORIGIN` is not expanded. */
  readonly searchPath: readonly string[]
}

/** Reads up to `length` bytes at `offset`. */
export type ReadAt = (offset: number, length: number) => Uint8Array

/**
 * Reads what a program or a library needs. Returns undefined for anything else: whatever is not 64-bit little-endian ELF, and ELF that nothing
 * loads, such as the core of a process.
 * The file may be hostile: sizes are capped, and a header that points outside the file yields nothing rather than an error.
 */
export function readElf(read: ReadAt): ElfNeeds | undefined {
  const header = read(0, 64)
  if (header.length < 64 || !isElf64(header)) return undefined
  const view = viewOf(header)
  if (!LOADED.has(view.getUint16(16, true))) return undefined
  const count = Math.min(view.getUint16(56, true), MAX_SEGMENTS)
  const table = viewOf(read(offsetAt(view, 32), count * SEGMENT_BYTES))
  const segments = Array.from(
    { length: Math.floor(table.byteLength / SEGMENT_BYTES) },
    (_, index) => segmentAt(table, index * SEGMENT_BYTES),
  )
  const named = segments.find(({ type }) => type === PT_INTERP)
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC)
  return {
    interpreter: named && textAt(read(named.offset, Math.min(named.size, MAX_NAME_BYTES))),
    ...(dynamic === undefined ? NOTHING : readDynamic(read, dynamic, segments)),
  }
}

interface Segment {
  readonly type: number
  readonly offset: number
  readonly address: number
  readonly size: number
}

function readDynamic(
  read: ReadAt,
  dynamic: Segment,
  segments: readonly Segment[],
): Omit<ElfNeeds, 'interpreter'> {
  const view = viewOf(read(dynamic.offset, Math.min(dynamic.size, MAX_DYNAMIC_BYTES)))
  const entries: [tag: number, value: number][] = []
  for (let at = 0; at + 16 <= view.byteLength; at += 16)
    entries.push([offsetAt(view, at), offsetAt(view, at + 8)])
  const valueOf = (tag: number) => entries.find(([found]) => found === tag)?.[1]
  const address = valueOf(DT_STRTAB)
  const home = segments.find(
    (segment) =>
      segment.type === PT_LOAD &&
      address !== undefined &&
      address >= segment.address &&
      address < segment.address + segment.size,
  )
  if (home === undefined || address === undefined) return NOTHING
  const strings = address - home.address + home.offset
  // One short read a name: the string table of a large program is megabytes, of which a handful of names matter.
  const textOf = (at: number) => {
    const short = read(strings + at, USUAL_NAME_BYTES)
    return textAt(short.includes(0) ? short : read(strings + at, MAX_NAME_BYTES))
  }
  const path = valueOf(DT_RUNPATH) ?? valueOf(DT_RPATH)
  return {
    needed: entries.filter(([tag]) => tag === DT_NEEDED).map(([, at]) => textOf(at)),
    searchPath: path === undefined ? [] : textOf(path).split(':').filter(Boolean),
  }
}

function segmentAt(view: DataView, at: number): Segment {
  return {
    type: view.getUint32(at, true),
    offset: offsetAt(view, at + 8),
    address: offsetAt(view, at + 16),
    size: offsetAt(view, at + 32),
  }
}

function isElf64(header: Uint8Array): boolean {
  return (
    header[0] === 0x7f &&
    header[1] === 0x45 &&
    header[2] === 0x4c &&
    header[3] === 0x46 &&
    header[4] === 2 &&
    header[5] === 1
  )
}

function textAt(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return Buffer.from(bytes.subarray(0, end === -1 ? bytes.length : end)).toString('latin1')
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** 64 bits, little endian. A value too large for a file offset reads as one past any file, so that reads there come back empty. */
function offsetAt(view: DataView, at: number): number {
  const value = view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true)
  return Math.min(value, Number.MAX_SAFE_INTEGER)
}

// System V ABI, "ELF Header": ET_EXEC and ET_DYN.
const LOADED: ReadonlySet<number> = new Set([2, 3])
// System V ABI, "Program Header" and "Dynamic Section"; e_phentsize of ELF64 is 56.
const PT_LOAD = 1
const PT_DYNAMIC = 2
const PT_INTERP = 3
const DT_NEEDED = 1
const DT_STRTAB = 5
const DT_RPATH = 15
const DT_RUNPATH = 29
const SEGMENT_BYTES = 56
// Bounds far above real files (node has 14 segments and a dynamic section of 0.6 KB); a name is a path (PATH_MAX).
const MAX_SEGMENTS = 256
const MAX_DYNAMIC_BYTES = 1 << 16
const MAX_NAME_BYTES = 4096
const USUAL_NAME_BYTES = 128
const NOTHING = { needed: [], searchPath: [] } as const
