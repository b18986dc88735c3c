import { mutateBytes } from './mutate-bytes.ts'
import { mutateText, mutateValue } from './mutate-json.ts'
import type { Random } from './random.ts'
import { PROFILES, type SessionInput, type Step } from './session-input.ts'

/** A new input out of one or two known ones: some changes to lines, to their order and to who says them. */
export function mutate(base: SessionInput, second: SessionInput, random: Random): SessionInput {
  let { profile } = base
  let steps: readonly Step[] = base.steps
  if (random.once(10)) profile = random.below(PROFILES)
  for (let round = random.below(4); round >= 0; round -= 1) {
    if (steps.length === 0) steps = second.steps
    else if (random.below(10) < 6) steps = withLine(steps, second.steps, random)
    else steps = reordered(steps, second.steps, random)
  }
  return { profile, steps: steps.slice(0, MOST_STEPS) }
}

/** One line changed. */
function withLine(
  steps: readonly Step[],
  others: readonly Step[],
  random: Random,
): readonly Step[] {
  const at = random.below(steps.length)
  const { from, line } = steps[at] as Step
  const other = random.once(2)
    ? random.pick(steps).line
    : (others.at(random.below(others.length))?.line ?? line)
  const kind = random.below(10)
  const changed =
    kind < 3
      ? mutateBytes(line, other, random)
      : kind < 6
        ? mutateText(line, random)
        : (mutateValue(line, other, random) ?? mutateBytes(line, other, random))
  return steps.with(at, { from, line: oneLine(changed) })
}

function reordered(
  steps: readonly Step[],
  others: readonly Step[],
  random: Random,
): readonly Step[] {
  const at = random.below(steps.length)
  const step = steps[at] as Step
  const { from, line } = step
  switch (random.below(9)) {
    case 0:
      return steps.toSpliced(at, 1)
    case 1:
      return steps.toSpliced(random.below(steps.length + 1), 0, step)
    case 2:
      return steps.toSpliced(at, 1).toSpliced(random.below(steps.length), 0, step)
    case 3:
      return steps.with(at, { from: from === 'client' ? 'server' : 'client', line })
    case 4:
      return [...steps.slice(0, at), ...others.slice(random.below(others.length))]
    case 5:
      return steps.toSpliced(at, 0, ...others.slice(random.below(others.length)).slice(0, 4))
    case 6:
      return steps.with(at, { from, line: withIdOf(line, random.pick(steps).line) })
    case 7:
      return steps.toSpliced(at + 1, 0, answerTo(step, random.pick([...steps, ...others]).line))
    default:
      return batched(steps, at, 1 + random.below(8))
  }
}

/** The same message under the id of another. */
function withIdOf(line: Buffer, other: Buffer): Buffer {
  const [id] = /(?<="id":)(?:-?\d+|"[^"\\]*")/.exec(other.toString('latin1')) ?? ['1']
  return Buffer.from(line.toString('latin1').replace(/(?<="id":)(?:-?\d+|"[^"\\]*")/, id), 'latin1')
}

/** An answer of the other side: what some line has for a result, or an empty one, under the id of the request. */
function answerTo({ from, line }: Step, other: Buffer): Step {
  const [result] = /"result":\{.*\}(?=\})/.exec(other.toString('latin1')) ?? ['"result":{}']
  const answer = Buffer.from(`{"jsonrpc":"2.0","id":1,${result}}`, 'latin1')
  return { from: from === 'client' ? 'server' : 'client', line: oneLine(withIdOf(answer, line)) }
}

/** Neighbours of one side, as one array. */
function batched(steps: readonly Step[], at: number, count: number): readonly Step[] {
  const { from } = steps[at] as Step
  const run = steps.slice(at, at + count).filter((step) => step.from === from)
  const text = `[${run.map(({ line }) => line.toString('latin1')).join(',')}]`
  return steps.toSpliced(at, run.length, { from, line: Buffer.from(text, 'latin1') })
}

/** A newline would end the line; too long a one would only slow everything down. */
function oneLine(line: Buffer): Buffer {
  return Buffer.from(line.subarray(0, MOST_BYTES).map((byte) => (byte === 10 ? 32 : byte)))
}

const MOST_STEPS = 40
/** Beyond the limit that the sessions are played under. */
const MOST_BYTES = 5000
