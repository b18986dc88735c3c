/**
 * Builds tiny static executables that make chosen system calls and report what the kernel said. No compiler, no libc:
 * nothing between the probe and the filter under test.
 *
 * A program makes its calls in order, writes one 64-bit result per call to descriptor 1 and ends with the error number of the
 * last call (0 for success). Arguments are numbers, `bytes(…)` (their address), `word(bytes, offset)` (the 32-bit value stored
 * there when the call is made, for what an earlier call wrote), and `result(n)` (what call n returned).
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'

/** A buffer in the program's memory, filled with these bytes at the start. */
export function bytes(content) {
  return {
    kind: 'bytes',
    content: Buffer.isBuffer(content) ? content : Buffer.from(`${content}\0`),
  }
}

/** The address of a place inside a buffer. */
function address(buffer, offset = 0) {
  return { kind: 'address', buffer, offset }
}

/** The 32-bit value at a place inside a buffer, read when the call is made. */
export function word(buffer, offset = 0) {
  return { kind: 'word', buffer, offset }
}

/** What an earlier call of the same program returned. */
export function result(call) {
  return { kind: 'result', call }
}

/**
 * The executable. Each call is `{ number, args }`; `mode` is `native`, `int80` (the i386 door of x64) or `x32` (the bit of the x32
 * interface). Architecture is Node's name: `x64` or `arm64`.
 */
export function buildProbe(calls, { architecture = process.arch, mode = 'native' } = {}) {
  const writers = { x64: new X64(mode), arm64: new Arm64() }
  const writer = writers[architecture]
  if (writer === undefined) throw new Error(`no probe for ${architecture}`)
  const memory = layOut(calls)
  calls.forEach((call, index) => writer.call(call, index, memory))
  writer.finish(calls.length, memory)
  const code = writer.code()
  if (code.length > MEMORY - CODE) throw new Error('the probe is too long')
  return elf(MACHINES[architecture], code, memory.bytes)
}

/**
 * Writes the program to `file`, runs it and removes it.
 * Returns `{ results, signal, status, failure }`: results as signed numbers, a negative error number meaning refusal; `failure` is
 * the code of spawn's own error, such as EAGAIN.
 */
export function runProbe(file, calls, options = {}) {
  writeFileSync(file, buildProbe(calls, options))
  chmodSync(file, 0o755)
  try {
    const ended = spawnSync(file, [], {
      stdio: options.stdio ?? ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
      env: {},
    })
    const output = ended.stdout ?? Buffer.alloc(0)
    const results = calls.flatMap((_, index) =>
      output.length >= 8 * index + 8 ? [Number(output.readBigInt64LE(8 * index))] : [],
    )
    return { results, signal: ended.signal, status: ended.status, failure: ended.error?.code }
  } finally {
    rmSync(file, { force: true })
  }
}

/** Results first, then every buffer, aligned to 16. */
function layOut(calls) {
  const buffers = new Map()
  let size = 16 * Math.ceil((8 * calls.length) / 16)
  for (const { args = [] } of calls)
    for (const arg of args) {
      const buffer = arg?.kind === 'bytes' ? arg : arg?.buffer
      if (buffer === undefined || buffers.has(buffer)) continue
      buffers.set(buffer, BASE + MEMORY + size)
      size += 16 * Math.ceil(Math.max(1, buffer.content.length) / 16)
    }
  // Pointers inside a buffer, such as the address in a message header, are written by the caller through `links`.
  const image = Buffer.alloc(size)
  for (const [buffer, at] of buffers) {
    buffer.content.copy(image, at - BASE - MEMORY)
    for (const [offset, target] of buffer.links ?? [])
      image.writeBigUInt64LE(BigInt(buffers.get(target)), at - BASE - MEMORY + offset)
  }
  return {
    bytes: image,
    at: (buffer, offset = 0) => buffers.get(buffer) + offset,
    resultAt: (call) => BASE + MEMORY + 8 * call,
  }
}

/** What an argument is: a constant, or a place to load from. */
function operand(arg, memory) {
  if (typeof arg === 'number' || typeof arg === 'bigint')
    return { value: BigInt.asUintN(64, BigInt(arg)) }
  if (arg.kind === 'bytes') return { value: BigInt(memory.at(arg)) }
  if (arg.kind === 'address') return { value: BigInt(memory.at(arg.buffer, arg.offset)) }
  if (arg.kind === 'word') return { from: BigInt(memory.at(arg.buffer, arg.offset)), width: 32 }
  return { from: BigInt(memory.resultAt(arg.call)), width: 64 }
}

class X64 {
  #bytes = []
  #mode

  constructor(mode) {
    this.#mode = mode
  }

  call({ number, args = [] }, index, memory) {
    const registers = this.#mode === 'int80' ? INT80_REGISTERS : X64_REGISTERS
    args.forEach((arg, place) => this.#set(registers[place], operand(arg, memory)))
    this.#set(RAX, { value: BigInt(number) | (this.#mode === 'x32' ? 0x4000_0000n : 0n) })
    this.#bytes.push(...(this.#mode === 'int80' ? [0xcd, 0x80] : [0x0f, 0x05]))
    // The 32-bit door leaves the upper half of rax clear, so its answer is extended: cdqe.
    if (this.#mode === 'int80') this.#bytes.push(0x48, 0x98)
    // mov r12, address; mov [r12], rax
    this.#bytes.push(0x49, 0xbc, ...little(memory.resultAt(index)), 0x49, 0x89, 0x04, 0x24)
  }

  finish(count, memory) {
    const native = { native: 1, int80: 1, x32: 1 }[this.#mode]
    for (const [register, value] of [
      [RDI, 1],
      [RSI, memory.resultAt(0)],
      [RDX, 8 * count],
      [RAX, native],
    ])
      this.#set(register, { value: BigInt(value) })
    // syscall; mov r12, last; mov rdi, [r12]; neg rdi; jns +3; xor edi, edi (two bytes) and a nop; mov eax, 231; syscall
    this.#bytes.push(0x0f, 0x05, 0x49, 0xbc, ...little(memory.resultAt(count - 1)))
    this.#bytes.push(0x49, 0x8b, 0x3c, 0x24, 0x48, 0xf7, 0xdf, 0x79, 0x03, 0x31, 0xff, 0x90)
    this.#bytes.push(0xb8, 0xe7, 0, 0, 0, 0x0f, 0x05)
  }

  code() {
    return Buffer.from(this.#bytes)
  }

  #set(register, { value, from, width }) {
    const high = register >> 3
    const low = register & 7
    // mov register, constant
    this.#bytes.push(0x48 | high, 0xb8 | low, ...little(value ?? from))
    // mov register, [register], of 64 or 32 bits; none of the registers used here is rsp, r12, rbp or r13
    if (from !== undefined)
      this.#bytes.push((width === 64 ? 0x48 : 0x40) | (high ? 5 : 0), 0x8b, (low << 3) | low)
  }
}

class Arm64 {
  #words = []

  call({ number, args = [] }, index, memory) {
    args.forEach((arg, place) => this.#set(place, operand(arg, memory)))
    this.#set(8, { value: BigInt(number) })
    this.#words.push(SVC)
    this.#set(9, { value: BigInt(memory.resultAt(index)) })
    this.#words.push(0xf9000120) // str x0, [x9]
  }

  finish(count, memory) {
    for (const [register, value] of [
      [0, 1],
      [1, memory.resultAt(0)],
      [2, 8 * count],
      [8, 64],
    ])
      this.#set(register, { value: BigInt(value) })
    this.#words.push(SVC)
    this.#set(0, { from: BigInt(memory.resultAt(count - 1)), width: 64 })
    // cmp x0, #0; csneg x0, xzr, x0, ge
    this.#words.push(0xf100001f, 0xda80a7e0)
    this.#set(8, { value: 94n })
    this.#words.push(SVC)
  }

  code() {
    const code = Buffer.alloc(4 * this.#words.length)
    this.#words.forEach((word, index) => code.writeUInt32LE(word >>> 0, 4 * index))
    return code
  }

  #set(register, { value, from, width }) {
    const constant = value ?? from
    for (let part = 0; part < 4; part += 1) {
      const bits = Number((constant >> BigInt(16 * part)) & 0xffffn)
      // movz for the first quarter, movk for the others
      this.#words.push(
        (part === 0 ? 0xd2800000 : 0xf2800000) + part * 0x200000 + bits * 32 + register,
      )
    }
    // ldr x, [x] or ldr w, [x]
    if (from !== undefined)
      this.#words.push((width === 64 ? 0xf9400000 : 0xb9400000) + register * 32 + register)
  }
}

function little(value) {
  const buffer = Buffer.alloc(8)
  buffer.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)))
  return [...buffer]
}

/** One ELF header, one segment that may be read, written and run (elf(5)). */
function elf(machine, code, memory) {
  const file = Buffer.alloc(MEMORY + memory.length)
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
  file.writeUInt16LE(2, 16) // ET_EXEC
  file.writeUInt16LE(machine, 18)
  file.writeUInt32LE(1, 20)
  file.writeBigUInt64LE(BigInt(BASE + CODE), 24) // entry
  file.writeBigUInt64LE(64n, 32) // program header
  file.writeUInt16LE(64, 52)
  file.writeUInt16LE(56, 54)
  file.writeUInt16LE(1, 56)
  file.writeUInt32LE(1, 64) // PT_LOAD
  file.writeUInt32LE(7, 68) // read, write, execute
  file.writeBigUInt64LE(BigInt(BASE), 80)
  file.writeBigUInt64LE(BigInt(BASE), 88)
  file.writeBigUInt64LE(BigInt(file.length), 96)
  file.writeBigUInt64LE(BigInt(file.length), 104)
  file.writeBigUInt64LE(0x10000n, 112) // 64 KiB pages exist on arm64
  code.copy(file, CODE)
  memory.copy(file, MEMORY)
  return file
}

const BASE = 0x400000
const CODE = 120
/** Where results and buffers begin; below the 4 GiB that the 32-bit door can address. */
const MEMORY = 0x40000
// EM_X86_64, EM_AARCH64
const MACHINES = { x64: 62, arm64: 183 }
const RAX = 0
const RDX = 2
const RSI = 6
const RDI = 7
/** rdi rsi rdx r10 r8 r9 (syscall(2)). */
const X64_REGISTERS = [7, 6, 2, 10, 8, 9]
/** ebx ecx edx esi edi; the sixth, ebp, is not needed. */
const INT80_REGISTERS = [3, 1, 2, 6, 7]
const SVC = 0xd4000001
