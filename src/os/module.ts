import { readFileSync } from 'node:fs'
import { createRequire, wrap } from 'node:module'
import { Script } from 'node:vm'

/**
 * What the CommonJS module at this absolute path exports. Its code runs with every power of this process, so the path must lie
 * in the program's own package. Uses the compiled code that the build kept beside it for this machine (`.linux-x64.v8`), if V8 finds that it
 * fits: it judges its own version and the length of the source, and neither what the source says nor the processor. Throws when there is no such file.
 */
export function loadModule(path: string): unknown {
  const source = wrap(readFileSync(path, 'utf8'))
  const kept = readCode(`${path}.${process.platform}-${process.arch}.v8`)
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
