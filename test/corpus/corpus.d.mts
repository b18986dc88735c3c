/** Types of the corpus for the tests, which are TypeScript; the corpus itself is plain JavaScript, so that a command can play it. */
export interface Case {
  readonly id: string
  readonly title: string
  readonly label: 'attack' | 'benign'
  readonly revision: string
  readonly outcome: string
}
export const corpus: readonly Case[]
