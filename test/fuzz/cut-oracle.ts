import { isObject, type Json } from './json-oracle.ts'

/** The message as the server may see it: without the capabilities that are denied, and otherwise the same. */
export function withoutDenied(message: Json, denied: readonly string[]): Json {
  const copy = structuredClone(message)
  const { params } = copy
  if (!isObject(params)) return copy
  if (copy['method'] === 'initialize') cut(params['capabilities'], denied)
  else if (isObject(params['_meta'])) {
    cut(params['_meta']['io.modelcontextprotocol/clientCapabilities'], denied)
  }
  return copy
}

/** Also where MCP 2025-11-25 repeats them: `tasks.requests`. */
function cut(capabilities: unknown, denied: readonly string[]): void {
  if (!isObject(capabilities)) return
  const { tasks } = capabilities
  const requests = isObject(tasks) && isObject(tasks['requests']) ? tasks['requests'] : {}
  for (const name of denied) {
    delete capabilities[name]
    const [group, method] = AS_TASK[name] as [string, string]
    if (isObject(requests[group]) && method in requests[group]) delete requests[group]
  }
}

const AS_TASK: Readonly<Record<string, readonly [group: string, method: string]>> = {
  sampling: ['sampling', 'createMessage'],
  elicitation: ['elicitation', 'create'],
  roots: ['roots', 'list'],
}
