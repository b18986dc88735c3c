import type { ArgumentPorts, Means } from '../../../../src/inspect/arguments/rule.ts'

/** A machine without links, on which a pattern is a regular expression, and a server without a sandbox. */
export function ports(own: Partial<ArgumentPorts> = {}): ArgumentPorts {
  return {
    resolve: (path) => ({ real: path }),
    binds: undefined,
    base: undefined,
    compilePattern: (pattern) => (text) => new RegExp(pattern, 'u').test(text),
    ...own,
  }
}

/** The same for one message. */
export function means(own: Partial<ArgumentPorts> = {}): Means {
  return { ports: ports(own), effort: { left: 1_000_000 } }
}
