import { assertNever } from '../../base/index.ts'

/**
 * One statement of a classic BPF program, with names for jump targets. A jump without a target falls through.
 * Source of the instruction set: Linux, Documentation/networking/filter.rst and include/uapi/linux/bpf_common.h.
 */
export type Statement =
  | { readonly op: 'load'; readonly offset: number }
  | { readonly op: 'and'; readonly mask: number }
  | {
      readonly op: 'test'
      readonly is: keyof typeof TESTS
      readonly value: number
      readonly yes?: string
      readonly no?: string
    }
  | { readonly op: 'goto'; readonly to: string }
  | { readonly op: 'return'; readonly value: number }
  | { readonly op: 'label'; readonly name: string }

/**
 * Lays the statements out as `struct sock_filter[]`, little endian: what bubblewrap's `--seccomp` reads.
 * Throws a plain error for a program that the kernel would refuse (a label that is missing or not ahead, a conditional jump
 * over more than 255 instructions, no return at the end, over 4096 instructions): each is a mistake of the caller.
 */
export function assemble(statements: readonly Statement[]): Uint8Array {
  const places = placesOf(statements)
  const code = statements.filter((statement) => statement.op !== 'label')
  if (code.length > MAX_INSTRUCTIONS || code.at(-1)?.op !== 'return')
    throw new RangeError('a program ends in a return and has at most 4096 instructions')
  const bytes = new Uint8Array(code.length * 8)
  const view = new DataView(bytes.buffer)
  code.forEach((statement, index) => {
    const { opcode, yes, no, value } = encode(statement, (label) => distance(places, label, index))
    view.setUint16(index * 8, opcode, true)
    view.setUint8(index * 8 + 2, yes)
    view.setUint8(index * 8 + 3, no)
    view.setUint32(index * 8 + 4, value, true)
  })
  return bytes
}

/** Where each label points: the number of the next instruction. */
function placesOf(statements: readonly Statement[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  const counted = { code: 0 }
  for (const statement of statements) {
    if (statement.op !== 'label') counted.code += 1
    else if (places.has(statement.name)) throw new RangeError(`label ${statement.name} comes twice`)
    else places.set(statement.name, counted.code)
  }
  return places
}

/** Instructions to skip. The kernel knows no way back, so a label behind is refused here already. */
function distance(places: ReadonlyMap<string, number>, label: string, from: number): number {
  const place = places.get(label)
  if (place === undefined || place <= from) throw new RangeError(`label ${label} is not ahead`)
  return place - from - 1
}

function encode(
  statement: Exclude<Statement, { op: 'label' }>,
  skip: (label: string) => number,
): { opcode: number; yes: number; no: number; value: number } {
  switch (statement.op) {
    case 'load':
      return { opcode: LOAD_WORD, yes: 0, no: 0, value: statement.offset }
    case 'and':
      return { opcode: AND, yes: 0, no: 0, value: statement.mask }
    case 'goto':
      return { opcode: JUMP, yes: 0, no: 0, value: skip(statement.to) }
    case 'return':
      return { opcode: RETURN, yes: 0, no: 0, value: statement.value }
    case 'test': {
      const yes = statement.yes === undefined ? 0 : skip(statement.yes)
      const no = statement.no === undefined ? 0 : skip(statement.no)
      if (yes > 255 || no > 255) throw new RangeError('a conditional jump reaches 255 instructions')
      return { opcode: TESTS[statement.is], yes, no, value: statement.value }
    }
    default:
      return assertNever(statement)
  }
}

// BPF_LD|BPF_W|BPF_ABS, BPF_ALU|BPF_AND|BPF_K, BPF_JMP|BPF_JA, BPF_RET|BPF_K (include/uapi/linux/bpf_common.h).
const LOAD_WORD = 0x20
const AND = 0x54
const JUMP = 0x05
const RETURN = 0x06
/** BPF_JMP with BPF_JEQ, BPF_JGE and BPF_JSET against a constant. */
const TESTS = { equal: 0x15, 'at least': 0x35, 'any bit': 0x45 } as const
/** BPF_MAXINSNS, include/uapi/linux/bpf_common.h. */
const MAX_INSTRUCTIONS = 4096
