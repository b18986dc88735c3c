import { expect, test } from 'vitest'
import { skeletonOf, toolNameFault } from '../../../../src/inspect/tools/index.ts'

test.each<readonly [name: unknown, fault: string | undefined]>([
  ['read_file', undefined],
  ['a', undefined],
  ['x'.repeat(128), undefined],
  ['admin.tools/list', undefined],
  ['search web', undefined],
  ['读取文件', undefined],
  ['поиск', undefined],
  ['Ελληνικά_2', undefined],
  ['emoji_😀', undefined],
  ['', 'is empty'],
  [5, 'is empty'],
  ['x'.repeat(129), 'is longer than 128 characters'],
  ['read\u200b_file', 'has hidden characters'],
  ['read_file\u0000', 'has hidden characters'],
  ['\u202eelif_daer', 'has hidden characters'],
  ['read\u{e0041}', 'has hidden characters'],
  ['read\u3164', 'has hidden characters'],
  ['a\tb', 'has hidden characters'],
  ['o\u0338', 'has hidden characters'],
  [' read', 'begins or ends with a space'],
  ['ｒｅａｄ', 'has characters that stand for plainer ones'],
  ['𝐫𝐞𝐚𝐝', 'has characters that stand for plainer ones'],
  ['ﬁle', 'has characters that stand for plainer ones'],
  ['reаd_file', 'mixes letters of scripts that look alike'],
  ['rεad', 'mixes letters of scripts that look alike'],
])('the name %j', (name, fault) => {
  expect(toolNameFault(name)).toBe(fault)
})

test.each([
  ['read_file', 'Read_File'],
  ['read_file', 'read-file'],
  ['read_file', 'read.file'],
  ['read_file', 'read__file'],
  ['read_file', 'read file'],
  ['list', '1ist'],
  ['list', 'l1st'],
  ['go', 'g0'],
  ['modem', 'modern'],
  ['cope', 'соре'],
  ['cope', 'ｃｏｐｅ'],
  ['cope', '𝒸ℴ𝓅ℯ'],
  ['cafe', 'café'],
  ['i', 'ı'],
  ['ov', 'ον'],
])('%s looks like %s', (one, other) => {
  expect(skeletonOf(one)).toBe(skeletonOf(other))
})

test.each([
  ['read_file', 'read_files'],
  ['readfile', 'read_file'],
  ['get_a', 'get_b'],
  ['v1', 'v2'],
  ['搜索', '搜尋'],
])('%s does not look like %s', (one, other) => {
  expect(skeletonOf(one)).not.toBe(skeletonOf(other))
})
