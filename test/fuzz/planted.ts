import type { Inspector, Verdict } from '../../src/inspect/index.ts'

/** Faults that the fuzzer must find, to show that it can. Each hides behind a condition that random lines do not meet. */
export type Plant = 'dropped' | 'altered' | 'thrown' | 'hung' | 'hoarded'

/** The inspector with a fault in it; as it is without a name. */
export function planted(inspector: Inspector, plant: Plant | undefined): Inspector {
  if (plant === undefined) return inspector
  const hoard: unknown[] = []
  return {
    ...inspector,
    fromClient: (line) => faulty(plant, line, inspector.fromClient(line), hoard),
  }
}

function faulty(plant: Plant, line: Uint8Array, verdict: Verdict, hoard: unknown[]): Verdict {
  const text = Buffer.from(line.buffer, line.byteOffset, line.length).toString('latin1')
  if (text.includes('"z":')) fail(plant, hoard)
  if (verdict.kind === 'answer') {
    const isMeant = verdict.code === 'invalid-request' && text.includes('logging/')
    return isMeant && plant === 'dropped' ? { ...verdict, kind: 'drop' } : verdict
  }
  if (verdict.kind !== 'forward') return verdict
  const token = text.indexOf('"progressToken":"')
  if (token !== -1 && plant === 'altered') line[token + 17] = 0x41
  return verdict
}

/** At a certain key, wherever it stands. */
function fail(plant: Plant, hoard: unknown[]): void {
  if (plant === 'thrown') throw new Error('planted')
  if (plant === 'hung') for (;;) hoard.at(0)
  if (plant === 'hoarded') for (;;) hoard.push({ at: hoard.length })
}
