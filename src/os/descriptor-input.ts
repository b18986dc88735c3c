import { fstatSync, readSync } from 'node:fs'
import { AirlockError } from '../base/index.ts'

/**
 * What an inherited descriptor holds, up to its end. In memory of its own, which the caller may clear. Throws AIRLOCK_USAGE when the
 * descriptor is not open for reading, holds more than `most` bytes, or would block (a terminal is read otherwise).
 */
export function readDescriptor(descriptor: number, most: number): Buffer {
  const memory = Buffer.allocUnsafeSlow(most + 1)
  try {
    fstatSync(descriptor)
    let length = 0
    for (let read = -1; read !== 0 && length < memory.length; length += read)
      read = readSync(descriptor, memory, length, memory.length - length, null)
    if (length > most) throw unusable(descriptor, `holds more than ${most} bytes`)
    return Buffer.from(memory.subarray(0, length))
  } catch (error) {
    if (AirlockError.is(error)) throw error
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw unusable(descriptor, `cannot be read (${code})`)
  } finally {
    memory.fill(0)
  }
}

function unusable(descriptor: number, fault: string): AirlockError {
  return new AirlockError('AIRLOCK_USAGE', {
    message: `descriptor ${descriptor} ${fault}`,
    hints: ['open it for reading when you start mcp-airlock, such as with `3<FILE` in a shell'],
  })
}
