/** Types of the catalogue for the tests, which are TypeScript; the catalogue itself ships as plain JavaScript. */
export interface Attack {
  readonly id: string
  readonly title: string
  readonly threat: string
  readonly quick: boolean
  readonly needs: readonly string[]
  readonly expected: 'denied' | 'done'
  readonly exceptRoot: boolean
}
export const threats: Readonly<Record<string, string>>
export const attacks: readonly Attack[]
