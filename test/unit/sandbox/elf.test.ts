import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs'
import { assert, property, uint8Array } from 'fast-check'
import { expect, test } from 'vitest'
import { readElf } from '../../../src/sandbox/elf.ts'

function reader(path: string): (offset: number, length: number) => Uint8Array {
  return (offset, length) => {
    const descriptor = openSync(path, 'r')
    const size = fstatSync(descriptor).size
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)))
    if (bytes.length > 0) readSync(descriptor, bytes, 0, bytes.length, offset)
    closeSync(descriptor)
    return bytes
  }
}

const over = (bytes: Uint8Array) => (offset: number, length: number) =>
  bytes.subarray(Math.min(offset, bytes.length), Math.min(offset + length, bytes.length))

test('the running node names its loader and the C library', () => {
  const needs = readElf(reader(realpathSync(process.execPath)))
  expect(needs?.interpreter).toMatch(/ld-linux|ld-musl/)
  expect(needs?.needed.join(' ')).toMatch(/libc\.(so|musl)/)
})

test('a script and an empty file are not ELF', () => {
  expect(readElf(over(Buffer.from('#!/bin/sh\n')))).toBeUndefined()
  expect(readElf(over(new Uint8Array()))).toBeUndefined()
})

test('a header whose every number is hostile neither throws nor hangs', () => {
  const head = new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1])
  assert(
    property(uint8Array({ minLength: 58, maxLength: 2000 }), (tail) => {
      readElf(over(Buffer.concat([head, tail])))
    }),
  )
})
