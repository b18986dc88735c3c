import type { Readable, Writable } from '../os/index.ts'

/** What came back for one command. */
export type Reply =
  | { readonly kind: 'ok'; readonly data: Buffer }
  /** `cause` is the low 16 bits of the code: the upper ones name the program that says it (libgpg-error, gpg_err_code). */
  | { readonly kind: 'error'; readonly cause: number; readonly text: string }
  /** It is gone, or says what the protocol does not know. */
  | { readonly kind: 'gone' }

/**
 * The client's end of the Assuan protocol (manual of libassuan 2.5, “Server responses”): one command, one answer. Data stays in buffers:
 * what was read is overwritten at once, and whoever gets `data` wipes it.
 */
export class AssuanClient {
  readonly #input: Writable
  readonly #line = Buffer.alloc(LONGEST_LINE)
  readonly #data = Buffer.alloc(MOST_DATA)
  #lineLength = 0
  #dataLength = 0
  #isGone = false
  #settle: ((reply: Reply) => void) | undefined
  #greeting: Reply | undefined

  constructor(input: Writable, output: Readable) {
    this.#input = input
    output.on('data', (chunk: Buffer) => this.#take(chunk))
    output.once('end', () => this.close())
    output.once('error', () => this.close())
  }

  /** The line that the server begins with. */
  greeting(): Promise<Reply> {
    const early = this.#greeting
    return early === undefined ? this.#next() : Promise.resolve(early)
  }

  /** Sends a command, which must be one line that fits; see `commandLine`. */
  command(line: string): Promise<Reply> {
    const reply = this.#next()
    if (!this.#isGone) this.#input.write(`${line}\n`)
    return reply
  }

  /** Overwrites what is held; whoever waits is told that the other end is gone. */
  close(): void {
    this.#isGone = true
    this.#line.fill(0)
    this.#data.fill(0)
    this.#reply({ kind: 'gone' })
  }

  #next(): Promise<Reply> {
    if (this.#isGone) return Promise.resolve({ kind: 'gone' })
    return new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  #take(chunk: Buffer): void {
    for (const byte of chunk) {
      if (this.#isGone) break
      if (byte === NEWLINE) this.#endLine()
      else if (this.#lineLength === LONGEST_LINE) this.close()
      else this.#line[this.#lineLength++] = byte
    }
    chunk.fill(0)
  }

  #endLine(): void {
    const line = this.#line.subarray(0, this.#lineLength)
    this.#lineLength = 0
    // "D " carries the secret and never becomes a string.
    if (line[0] === LETTER_D && line[1] === SPACE) this.#addData(line.subarray(2))
    else this.#understand(line.toString())
    line.fill(0)
  }

  #understand(line: string): void {
    const [word = '', code = '', ...text] = line.trimEnd().split(' ')
    if (word === 'OK') {
      const data = Buffer.alloc(this.#dataLength)
      this.#data.copy(data)
      this.#reply({ kind: 'ok', data })
    } else if (word === 'ERR' && /^\d{1,10}$/.test(code))
      this.#reply({ kind: 'error', cause: Number(code) % 0x10000, text: text.join(' ') })
    else if (word === 'INQUIRE') this.#input.write('END\n')
    else if (word !== 'S' && !word.startsWith('#')) this.close()
  }

  #addData(escaped: Uint8Array): void {
    for (let at = 0; at < escaped.length; at += 1) {
      let byte = escaped[at] ?? 0
      if (byte === PERCENT) {
        byte = nibble(escaped[at + 1]) * 16 + nibble(escaped[at + 2])
        at += 2
      }
      if (Number.isNaN(byte) || this.#dataLength === MOST_DATA) return this.close()
      this.#data[this.#dataLength++] = byte
    }
  }

  #reply(reply: Reply): void {
    this.#data.fill(0)
    this.#dataLength = 0
    const settle = this.#settle
    this.#settle = undefined
    if (settle === undefined) this.#greeting ??= reply
    else settle(reply)
  }
}

/**
 * One command with its text: percent, CR, LF and other controls escaped, cut at a character so that the line fits, in which case it ends in
 * an ellipsis.
 */
export function commandLine(command: string, text: string): string {
  const room = LONGEST_LINE - 2 - Buffer.byteLength(command)
  let shown = ''
  let length = 0
  for (const character of text) {
    const escaped = CONTROL.test(character)
      ? `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
      : character
    length += Buffer.byteLength(escaped)
    if (length > room - Buffer.byteLength(ELLIPSIS)) return `${command} ${shown}${ELLIPSIS}`
    shown += escaped
  }
  return `${command} ${shown}`
}

/** The value of a hexadecimal digit, NaN for anything else. */
function nibble(byte: number | undefined): number {
  if (byte === undefined) return Number.NaN
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte & ~0x20
  return letter >= 0x41 && letter <= 0x46 ? letter - 0x37 : Number.NaN
}

const NEWLINE = 0x0a
const SPACE = 0x20
const PERCENT = 0x25
const LETTER_D = 0x44
// oxlint-disable-next-line no-control-regex
const CONTROL = /[%\u0000-\u001f\u007f]/
const ELLIPSIS = '…'

/** A line has at most 1000 bytes besides its end (manual of libassuan, “Client requests”). */
const LONGEST_LINE = 1000
/** Pinentry keeps 2048 bytes at most (pinentry 1.2.1, secmem); several times that. */
const MOST_DATA = 16 * 1024
