import { readFileSync } from 'node:fs'
import { createRequire, wrap } from 'node:module'
import { Script } from 'node:vm'

/**
 * What the CommonJS module at this absolute path exports. Its code runs with every power of this process, so the path must lie
 * in the program's own package. Uses the machine code that the build kept beside it (`.v8`), if V8 finds that it fits. Throws when
 * there is no such file.
 */
export function loadModule(path: string): unknown {
  const source = wrap(readFileSync(path, 'utf8'))
  const kept = readCode(`${path}.v8`)
  const script = new Script(source, { filename: path, ...(kept && { cachedData: kept }) })
  const module: { exports: unknown } = { exports: {} }
  script.runInThisContext()(module.exports, createRequire(path), module)
  return module.exports
}

function readCode(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
