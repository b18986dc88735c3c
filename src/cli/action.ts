/** A command's action: takes the work's exit code when it comes. */
export type Action = (code: Promise<number>) => void
