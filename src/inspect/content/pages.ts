import { FREE_FORM } from '../free-form.ts'
import { isObject } from '../json.ts'
import type { Body } from '../message.ts'
import { essence, isApp } from './media-type.ts'

/** Where in a message the texts of pages stand that a client shows as apps: for each the path of keys and indices. */
export type Pages = ReadonlySet<string>

/** A page is HTML and an app; any other text under an address of apps is a text that a model may read. */
export function pagesIn({ params, result }: Body): Pages {
  const pages = new Set<string>()
  collect(params, ['params'], pages)
  collect(result, ['result'], pages)
  return pages
}

/** Whether a string is the text of one of the pages; never without them. */
export function isInPage(path: readonly (string | number)[], pages: Pages | undefined): boolean {
  return pages !== undefined && path.at(-1) === 'text' && pages.has(JSON.stringify(path))
}

function collect(value: unknown, path: readonly (string | number)[], pages: Set<string>): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, [...path, index], pages)
  }
  if (!isObject(value)) return
  const { uri, mimeType, text } = value
  if (typeof text === 'string' && isPage(uri, mimeType))
    pages.add(JSON.stringify([...path, 'text']))
  for (const key in value) if (!FREE_FORM.has(key)) collect(value[key], [...path, key], pages)
}

function isPage(uri: unknown, type: unknown): boolean {
  if (typeof uri !== 'string' || typeof type !== 'string') return false
  return essence(type) === 'text/html' && isApp(uri, type)
}
