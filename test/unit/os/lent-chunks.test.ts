import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { lendChunks } from '../../../src/os/index.ts'

const digest = (...chunks: Buffer[]) => {
  const hash = createHash('sha256')
  for (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}

test('the bytes of a child arrive whole, in order and to the end, in one piece of memory', async () => {
  const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => (at * 7919) % 251))
  const child = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] })
  const stream = lendChunks(child.stdout)
  expect(stream).not.toBe(child.stdout)
  const received = createHash('sha256')
  const homes = new Set<unknown>()
  let length = 0
  stream.on('data', (chunk: Buffer) => {
    received.update(chunk)
    homes.add(chunk.buffer)
    length += chunk.length
    // What comes meanwhile must wait, since it would be put in the place of this chunk.
    const before = digest(chunk)
    stream.pause()
    setTimeout(() => {
      expect(digest(chunk)).toBe(before)
      stream.resume()
    }, 1)
  })
  const ended = once(stream, 'end')
  stream.resume()
  child.stdin.end(bytes)
  await ended
  expect(length).toBe(bytes.length)
  expect(received.digest('hex')).toBe(digest(bytes))
  expect(homes.size).toBe(1)
})

test('nothing is read before the stream is resumed', async () => {
  const child = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] })
  const stream = lendChunks(child.stdout)
  child.stdin.write('early')
  await new Promise((resolve) => setTimeout(resolve, 50))
  const first = once(stream, 'data')
  stream.resume()
  expect(String(await first)).toBe('early')
  child.stdin.end()
  await once(stream, 'end')
})

test('a stream without a handle, or with bytes already read, stays as it is', () => {
  const stream = new PassThrough()
  expect(lendChunks(stream)).toBe(stream)
  stream.write('x')
  expect(lendChunks(stream)).toBe(stream)
})
