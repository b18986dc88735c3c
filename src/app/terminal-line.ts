import type { Io } from './io.ts'

/**
 * Puts the prompt and reads one line; undefined at the end of the input. What was typed before the prompt stood there is thrown away,
 * since it was no answer to it.
 */
export async function nextLine({ stdin, stdout }: Io, prompt: string): Promise<string | undefined> {
  stdin.on('data', ignore)
  stdin.resume()
  await new Promise((resolve) => setTimeout(resolve, TYPED_AHEAD_MS))
  stdout.write(prompt)
  const answered = new AbortController()
  const line = await new Promise<string | undefined>((resolve) => {
    const take = (chunk: Uint8Array | string) => resolve(String(chunk))
    const end = () => resolve(undefined)
    stdin.once('data', take).once('end', end)
    answered.signal.addEventListener('abort', () => stdin.off('data', take).off('end', end))
  })
  answered.abort()
  stdin.off('data', ignore)
  stdin.pause()
  return line?.split('\n')[0]
}

function ignore(): void {
  // Only so that it is read.
}

/** What the terminal has already is there at once; less than a person needs to read. */
const TYPED_AHEAD_MS = 100
