import type { RunningServer } from '../sandbox/index.ts'

/** The hostile server behind a running chamber. */
export interface HostileSession {
  /** Performs one attack. Rejects when the server ends instead of answering. */
  attack(id: string, context: Readonly<Record<string, unknown>>): Promise<string>
}

/** Speaks to the hostile server over its pipes: one JSON-RPC request at a time, answers matched by their order. */
export function openHostileSession(server: RunningServer): HostileSession {
  const waiting: { resolve: (line: string) => void; reject: (reason: Error) => void }[] = []
  let text = ''
  server.output.on('data', (chunk: Buffer) => {
    const lines = (text + chunk.toString('utf8')).split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) waiting.shift()?.resolve(line)
  })
  server.errors.resume()
  void server.exited.then(() => {
    for (const { reject } of waiting.splice(0)) reject(new Error('the hostile server ended'))
  })
  return {
    attack: async (id, context) => {
      const params = { name: id, arguments: context }
      server.input.write(
        `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params })}\n`,
      )
      const line = await new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }))
      return outcomeOf(line)
    },
  }
}

/** The answer's text is itself JSON: `{ "outcome": …, "detail": … }`. Anything else counts as broken. */
function outcomeOf(line: string): string {
  try {
    const answer: unknown = JSON.parse(line)
    const text =
      (answer as { result: { content: { text: string }[] } }).result.content[0]?.text ?? ''
    return String((JSON.parse(text) as { outcome: unknown }).outcome)
  } catch {
    return 'broken'
  }
}
