// Requests of a wanted size. The id is written in place, so that building messages costs nothing while measuring.

/** A `tools/call` of `echo` of about `size` bytes, and where its nine-digit id stands. */
export function request(size, content) {
  const empty = frame(content === 'struct' ? { records: [] } : { message: '' })
  const room = Math.max(0, size - empty.length)
  const text = frame(content === 'struct' ? { records: records(room) } : { message: prose(room) })
  const bytes = Buffer.from(text)
  const at = bytes.indexOf('100000000')
  return {
    bytes,
    /** The same message with another id; never call it while the bytes are still being written. */
    number(id) {
      bytes.write(String(100_000_000 + id), at, 'latin1')
      return bytes
    },
    copy: () => request(size, content),
  }
}

function frame(args) {
  const params = { name: 'echo', arguments: args }
  return `${JSON.stringify({ jsonrpc: '2.0', id: 100_000_000, method: 'tools/call', params })}\n`
}

/** Plain words, with no character that JSON escapes. */
function prose(length) {
  return 'The quick brown fox jumps over the lazy dog, again and again. '
    .repeat(Math.ceil(length / 62))
    .slice(0, length)
}

function records(length) {
  const found = []
  for (let left = length; left > 0; ) {
    const record = {
      id: found.length,
      name: `item ${found.length}`,
      value: found.length / 8,
      ok: true,
    }
    found.push(record)
    left -= JSON.stringify(record).length + 1
  }
  return found
}
