/** Milliseconds since the process began, by a clock that nobody sets and that never goes back. */
export function uptimeMs(): number {
  return performance.now()
}
