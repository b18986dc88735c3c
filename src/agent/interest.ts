import type { Interest } from './prompts.ts'
import type { Patience } from './protocol.ts'

/**
 * Calls `work` with the interest of one launcher, which ends when that hangs up or its time is over. By a timer and a controller that are
 * held here: what `AbortSignal.any` makes of two signals is collected while somebody listens to it, and then never fires (measured on Node 20.20).
 */
export async function whileInterested<T>(
  { gone, onUrl }: { readonly gone: AbortSignal; readonly onUrl: Interest['onUrl'] },
  { waitMs }: Pick<Patience, 'waitMs'>,
  work: (interest: Interest) => Promise<T>,
): Promise<T> {
  const over = new AbortController()
  const end = () => over.abort()
  const timer = setTimeout(end, waitMs)
  gone.addEventListener('abort', end)
  if (gone.aborted) end()
  try {
    return await work({ signal: over.signal, onUrl })
  } finally {
    clearTimeout(timer)
    gone.removeEventListener('abort', end)
  }
}
