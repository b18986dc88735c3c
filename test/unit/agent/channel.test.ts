import { randomBytes } from 'node:crypto'
import { duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import { BytesIn } from '../../../src/agent/bytes-in.ts'
import { Channel } from '../../../src/agent/channel.ts'
import { pack } from '../../../src/agent/items.ts'
import { Sealer } from '../../../src/agent/sealed-frame.ts'

/** A peer that knows the keys, and says frames that no end of ours makes. */
function hostilePeer() {
  const [peer, own] = duplexPair()
  const [sealing, opening] = [randomBytes(32), randomBytes(32)]
  const sealer = new Sealer(opening)
  return {
    channel: new Channel(own, new BytesIn(own), { sealing, opening }),
    says: (mark: number, part: Buffer) => void peer.write(sealer.seal(mark, part)),
  }
}

const [GOES_ON, END] = [0, 1]
const WHOLE = pack(Buffer.from('{"verb":"status"}'), [])
const FULL = 64 * 1024 - 17

test('a message of one frame is taken', async () => {
  const { channel, says } = hostilePeer()
  says(END, WHOLE)
  expect(await channel.receive()).toEqual({ control: { verb: 'status' }, secrets: [] })
})

test.each([
  ['empty', 0],
  ['of one byte', 1],
  ['not quite full', FULL - 1],
])(
  'a part that is %s and goes on is none of ours: a row of them has no end',
  async (_what, size) => {
    const { channel, says } = hostilePeer()
    says(GOES_ON, Buffer.concat([WHOLE, Buffer.alloc(FULL)]).subarray(0, size))
    says(END, WHOLE.subarray(size))
    expect(await channel.receive()).toBeUndefined()
  },
)

test('more than a message may hold is not waited for', async () => {
  const { channel, says } = hostilePeer()
  for (let at = 0; at < 33; at += 1) says(GOES_ON, Buffer.alloc(FULL))
  expect(await channel.receive()).toBeUndefined()
})
