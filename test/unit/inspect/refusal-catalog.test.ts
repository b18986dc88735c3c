import { expect, test } from 'vitest'
import { refusalCatalog } from '../../../src/inspect/index.ts'
import { REFUSALS } from '../../../src/wire/index.ts'

test.each(Object.entries(refusalCatalog))('%s says what it means and what to do', (code, entry) => {
  expect(code).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/)
  expect(entry.meaning).toMatch(/^[A-Z].*\.$/)
  expect(entry.remedy).toMatch(/^[a-z].*[^.]$/)
})

test('every code that answers carry is explained', () => {
  expect(Object.keys(refusalCatalog)).toEqual(expect.arrayContaining(Object.keys(REFUSALS)))
})
