import { fstatSync } from 'node:fs'
import { type OnReadOpts, Socket } from 'node:net'
import type { Readable } from 'node:stream'

/**
 * The standard input of this process. A pipe or a socket lends its chunks: they lie in memory that the next one overwrites, so
 * whoever still needs one has to pause the stream. Begins to read when it is resumed.
 */
export function standardInput(): Readable & { readonly isTTY?: boolean } {
  const kind = fstatSync(STDIN)
  return kind.isFIFO() || kind.isSocket() ? lender({ fd: STDIN }) : process.stdin
}

/**
 * The same pipe of a child, lending its chunks as `standardInput` does; the stream given is of no use afterwards. Node lets a
 * socket read into memory of one's own (`onread`) but has no option for the pipes of a child, so their handle, which has
 * no public name, moves to a new socket. Where that cannot be, the stream stays as it is: the same bytes, slower.
 */
export function lendChunks(stream: Readable): Readable {
  const handle: unknown = Reflect.get(stream, '_handle')
  if (!isReadHandle(handle) || stream.readableLength > 0 || stream.readableEnded) return stream
  handle.readStop()
  handle.reading = false
  Reflect.set(stream, '_handle', null)
  return lender({ handle })
}

function lender(source: { readonly fd: number } | { readonly handle: ReadHandle }): Socket {
  const onread: OnReadOpts = {
    buffer: Buffer.allocUnsafeSlow(CHUNK_BYTES),
    callback: (length, memory) => {
      socket.emit('data', memory.subarray(0, length))
      return true
    },
  }
  const options = { ...source, readable: true, writable: false, onread }
  const socket: Socket = new Socket(options)
  return socket.pause()
}

/** The part of a libuv stream's handle that is used. */
interface ReadHandle {
  readStop(): void
  reading: boolean
}

function isReadHandle(value: unknown): value is ReadHandle {
  return (
    typeof value === 'object' &&
    value !== null &&
    'reading' in value &&
    'readStop' in value &&
    typeof value.readStop === 'function'
  )
}

const STDIN = 0

/** More than a pipe or a pair of sockets holds by default on Linux (pipe(7), 64 KiB; `wmem_default`, 208 KiB). */
const CHUNK_BYTES = 256 * 1024
