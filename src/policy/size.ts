import { type Field, refuse } from './fields.ts'

/** Bytes: a whole number, or a string such as `"64MB"` (KB, MB, GB and TB are powers of 1024). */
export function size(bounds: { readonly least: number; readonly most: number }): Field<number> {
  return (place) => {
    const { node } = place
    const bytes =
      node.kind === 'number' ? node.value : node.kind === 'string' ? parsed(node.value) : undefined
    if (bytes === undefined || !Number.isSafeInteger(bytes))
      return refuse(place, 'must be a size such as "64MB", or a whole number of bytes')
    return bytes >= bounds.least && bytes <= bounds.most
      ? bytes
      : refuse(place, `must be from ${showSize(bounds.least)} to ${showSize(bounds.most)}`)
  }
}

/** A size as a person writes it: the largest unit that leaves a whole number. */
export function showSize(bytes: number): string {
  const [name, factor] = UNITS.findLast(([, factor]) => bytes > 0 && bytes % factor === 0) ?? [
    '',
    1,
  ]
  return name === '' ? `${bytes} bytes` : `${bytes / factor}${name}`
}

function parsed(text: string): number | undefined {
  const [, digits, unit] = /^([1-9][0-9]{0,8})(KB|MB|GB|TB)$/.exec(text) ?? []
  const factor = UNITS.find(([name]) => name === unit)?.[1]
  return factor === undefined ? undefined : Number(digits) * factor
}

const UNITS = [
  ['KB', 2 ** 10],
  ['MB', 2 ** 20],
  ['GB', 2 ** 30],
  ['TB', 2 ** 40],
] as const
