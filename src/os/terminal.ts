import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'
import { isatty, ReadStream } from 'node:tty'

/** What a terminal calls back. */
export interface TerminalEvents {
  /** Typed or pasted bytes; they are overwritten when the call returns. */
  readonly onInput: (bytes: Buffer) => void
  /** It hung up, or this process was told to end; the terminal is as it was before. */
  readonly onEnd: () => void
}

/** A terminal that shows nothing of what is typed. */
export interface Terminal {
  write(text: string): void
  /** Puts the terminal back as it was, however often it is called. */
  close(): void
}

/**
 * Opens the controlling terminal (tty(4)) without echo, byte by byte: standard input may carry data, and Ctrl-C arrives as a byte. Undefined
 * when there is none, or when this process is in its background, where the kernel stops whoever touches it (tcsetattr(3), SIGTTOU).
 *
 * The terminal is put back at `close`, at the end of the process, and before SIGTERM, SIGINT, SIGHUP and SIGQUIT end it. SIGKILL
 * cannot be caught: `stty sane` helps then. After a stop and SIGCONT, echo is off again.
 */
export function openTerminal(events: TerminalEvents, path = '/dev/tty'): Terminal | undefined {
  const [reading, writing] = [openDescriptor(path), openDescriptor(path)]
  const close = () => closeAll(reading, writing)
  if (reading === undefined || writing === undefined) return close()
  if (!isatty(reading) || isInBackground()) return close()
  return quietTerminal(new ReadStream(reading), writing, events)
}

function quietTerminal(stream: ReadStream, writing: number, events: TerminalEvents): Terminal {
  let isOpen = true
  const close = () => {
    if (!isOpen) return
    isOpen = false
    stream.setRawMode(false)
    stream.destroy()
    closeSync(writing)
    process.off('exit', close).off('SIGCONT', quiet)
    for (const signal of ENDING) process.off(signal, onSignal)
  }
  const quiet = () => {
    // Whoever had the terminal meanwhile set its modes, which libuv does not know of: only a change is carried out.
    stream.setRawMode(false)
    stream.setRawMode(true)
  }
  const end = () => {
    close()
    events.onEnd()
  }
  const onSignal = (signal: NodeJS.Signals) => {
    end()
    // A listener replaces what the signal does by default; where nobody else listens, it is done now.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  stream.setRawMode(true)
  process.on('exit', close).on('SIGCONT', quiet)
  for (const signal of ENDING) process.on(signal, onSignal)
  // A terminal that is gone reads as EIO (tty_ioctl(4), hang-up).
  stream.once('error', end).once('end', end)
  stream.on('data', (bytes: Buffer) => {
    try {
      if (isOpen) events.onInput(bytes)
    } finally {
      bytes.fill(0)
    }
  })
  return { close, write: (text) => void (isOpen && writeAll(writing, text)) }
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done)
}

function openDescriptor(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDWR | constants.O_NOCTTY)
  } catch {
    return undefined
  }
}

function closeAll(...descriptors: readonly (number | undefined)[]): undefined {
  for (const descriptor of descriptors) if (descriptor !== undefined) closeSync(descriptor)
}

/** proc_pid_stat(5): after the name in brackets come state, ppid, pgrp, session, tty_nr, tpgid. Where there is no /proc, nobody knows. */
function isInBackground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[2] !== fields[5]
  } catch {
    return false
  }
}

const ENDING = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const
