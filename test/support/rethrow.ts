/** A rule that fails must fail the test, not only the session. */
export const rethrow = (error: Error): never => {
  throw error
}
