/** What the kernel shows a filter (struct seccomp_data): number, architecture, and six arguments of 64 bits. */
export interface Call {
  readonly arch: number
  readonly nr: number
  readonly args?: readonly bigint[]
}

export interface Run {
  /** The value of the return instruction, in words. */
  readonly verdict: string
  /** Instructions executed. */
  readonly steps: number
}

/** Runs a filter on one call as the kernel does, with the instructions that our programs use. Throws on any other. */
export function runFilter(program: Uint8Array, call: Call): Run {
  const data = dataOf(call)
  const code = decode(program)
  let accumulator = 0
  let at = 0
  for (let steps = 1; steps <= code.length; steps += 1) {
    const found = code[at]
    if (found === undefined) throw new RangeError('ran past the end')
    const { opcode, yes, no, value } = found
    at += 1
    if (opcode === 0x06) return { verdict: verdictName(value), steps }
    if (opcode === 0x20) accumulator = data.getUint32(value, true)
    else if (opcode === 0x54) accumulator = (accumulator & value) >>> 0
    else if (opcode === 0x05) at += value
    else at += holds(opcode, accumulator, value) ? yes : no
  }
  throw new RangeError('a program without backward jumps cannot take that many steps')
}

/** One line per instruction, for golden files. */
export function disassemble(program: Uint8Array): string {
  const lines = decode(program).map(({ opcode, yes, no, value }, at) => {
    const hex = `0x${value.toString(16)}`
    const target = (skip: number) => String(at + 1 + skip).padStart(4, '0')
    const text = {
      0x20: `load    ${loadName(value)}`,
      0x54: `and     ${hex}`,
      0x05: `goto    ${target(value)}`,
      0x06: `return  ${verdictName(value)}`,
      0x15: `if == ${hex} ${target(yes)} else ${target(no)}`,
      0x35: `if >= ${hex} ${target(yes)} else ${target(no)}`,
      0x45: `if &  ${hex} ${target(yes)} else ${target(no)}`,
    }[opcode]
    if (text === undefined) throw new RangeError(`unknown instruction ${opcode}`)
    return `${String(at).padStart(4, '0')}  ${text}`
  })
  return `${lines.join('\n')}\n`
}

function decode(program: Uint8Array) {
  if (program.length === 0 || program.length % 8 !== 0)
    throw new RangeError('not whole instructions')
  const view = new DataView(program.buffer, program.byteOffset, program.byteLength)
  return Array.from({ length: program.length / 8 }, (_, index) => ({
    opcode: view.getUint16(index * 8, true),
    yes: view.getUint8(index * 8 + 2),
    no: view.getUint8(index * 8 + 3),
    value: view.getUint32(index * 8 + 4, true),
  }))
}

function dataOf({ arch, nr, args = [] }: Call): DataView {
  const view = new DataView(new ArrayBuffer(64))
  view.setUint32(0, nr, true)
  view.setUint32(4, arch, true)
  args.forEach((value, index) => {
    view.setBigUint64(16 + 8 * index, BigInt.asUintN(64, value), true)
  })
  return view
}

function holds(opcode: number, accumulator: number, value: number): boolean {
  if (opcode === 0x15) return accumulator === value
  if (opcode === 0x35) return accumulator >= value
  if (opcode === 0x45) return (accumulator & value) !== 0
  throw new RangeError(`unknown instruction ${opcode}`)
}

function loadName(offset: number): string {
  if (offset < 16) return { 0: 'number', 4: 'architecture' }[offset] ?? `bytes ${offset}`
  return `argument ${Math.floor((offset - 16) / 8)} ${offset % 8 === 0 ? 'low' : 'high'}`
}

function verdictName(value: number): string {
  if (value === 0x7fff0000) return 'allow'
  if (value === 0x80000000) return 'kill process'
  if (value >>> 16 === 5) return ERRORS[value & 0xffff] ?? `errno ${value & 0xffff}`
  return `0x${value.toString(16)}`
}

const ERRORS: Record<number, string> = {
  1: 'EPERM',
  38: 'ENOSYS',
  93: 'EPROTONOSUPPORT',
  97: 'EAFNOSUPPORT',
}
