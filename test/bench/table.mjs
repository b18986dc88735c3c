// Prints medians over the rounds, and their ratios to the first wrapper of the table.

/**
 * A column is a title, a function of one sample and the wrapper's name (undefined prints nothing), and `plain` when a ratio
 * would mean nothing.
 */
export function print(title, samples, columns) {
  console.log(`\n${title}`)
  const names = Object.keys(samples)
  const [first] = names
  const head = columns.flatMap(([name, , plain]) => (plain ? [name] : [name, `/ ${first}`]))
  const rows = names.map((name) =>
    columns.flatMap(([, value, plain]) => {
      const own = middle(samples[name], value, name)
      const base = middle(samples[first], value, first)
      if (plain) return [shown(own)]
      return [shown(own), own === undefined || base === undefined ? '' : (own / base).toFixed(2)]
    }),
  )
  const widths = head.map((text, at) => Math.max(text.length, ...rows.map((row) => row[at].length)))
  const line = (label, cells) =>
    `  ${label.padEnd(10)}${cells.map((cell, at) => cell.padStart(widths[at] + 2)).join('')}`
  console.log(line('', head))
  for (const [at, row] of rows.entries()) console.log(line(names[at], row))
}

/** The middle one of the samples; of an even number the upper middle. */
export function middle(samples, value, name) {
  const all = samples.map((one) => value(one, name)).filter((one) => one !== undefined)
  return all.sort((a, b) => a - b)[all.length >> 1]
}

function shown(value) {
  if (value === undefined) return ''
  return value >= 1000 ? value.toFixed(0) : value >= 100 ? value.toFixed(0) : value.toFixed(1)
}
