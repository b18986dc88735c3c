import type { Asking, Told } from './asking.ts'

/** Whether the person can still be asked. */
export function isBefore({ signal, timeoutMs }: Pick<Asking, 'signal' | 'timeoutMs'>): boolean {
  return !signal.aborted && timeoutMs > 0
}

/**
 * One answer, and one end: the first of `settle`, the signal (`cancelled`) and the time (`timeout`) counts, and `onEnd` is called once, then.
 * A secret that comes too late is wiped.
 */
export function settleOnce(
  { signal, timeoutMs }: Pick<Asking, 'signal' | 'timeoutMs'>,
  onEnd: () => void,
): { readonly told: Promise<Told>; readonly settle: (told: Told) => void } {
  let resolve: (told: Told) => void
  const told = new Promise<Told>((settled) => {
    resolve = settled
  })
  let isSettled = false
  const settle = (told: Told) => {
    if (isSettled) return wipeTold(told)
    isSettled = true
    clearTimeout(timer)
    signal.removeEventListener('abort', cancel)
    onEnd()
    resolve(told)
  }
  const cancel = () => settle({ kind: 'cancelled' })
  const timer = setTimeout(() => settle({ kind: 'timeout' }), Math.max(timeoutMs, 0))
  signal.addEventListener('abort', cancel)
  if (signal.aborted) queueMicrotask(cancel)
  return { told, settle }
}

/** Overwrites what a secret holds. */
export function wipeTold(told: Told): void {
  if (told.kind !== 'secret') return
  told.value.fill(0)
  told.prf?.output.fill(0)
}
