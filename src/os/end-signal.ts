/** Calls `handler` in place of ending this process when it is told to end (SIGTERM, SIGINT, SIGHUP). Returns what takes that back. */
export function onEndSignal(handler: () => void): () => void {
  for (const signal of END_SIGNALS) process.on(signal, handler)
  return () => {
    for (const signal of END_SIGNALS) process.off(signal, handler)
  }
}

const END_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
