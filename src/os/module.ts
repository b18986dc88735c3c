import { createRequire } from 'node:module'

/**
 * What the CommonJS module at this absolute path exports. Its code runs with every power of this process, so the path must lie
 * in the program's own package. Throws when there is no such file.
 */
export function loadModule(path: string): unknown {
  return createRequire(path)(path)
}
