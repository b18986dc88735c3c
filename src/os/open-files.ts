import { AirlockError } from '../base/index.ts'

/** Whether a call failed because too many files are open, in this process or in all (open(2), errors). */
export function isOutOfFiles(error: unknown): boolean {
  return error instanceof Error && OUT_OF_FILES.has((error as NodeJS.ErrnoException).code)
}

/** What to tell a person about such an error, or about one that was caused by it; undefined for any other. */
export function outOfFiles(error: unknown): AirlockError | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (isOutOfFiles(each)) return tooManyFiles(each)
  }
  return undefined
}

/** The same where the system's own error is not at hand. */
export function tooManyFiles(cause?: unknown): AirlockError {
  return new AirlockError('AIRLOCK_OPEN_FILES', { message: 'too many files are open', cause })
}

const OUT_OF_FILES: ReadonlySet<string | undefined> = new Set(['EMFILE', 'ENFILE'])
