import type { Case } from './corpus.mjs'

export function tableOf(cases: readonly Case[]): string
