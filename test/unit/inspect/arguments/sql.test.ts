import { expect, test } from 'vitest'
import { argumentFault } from '../../../../src/inspect/arguments/fault.ts'
import type { SqlClass } from '../../../../src/inspect/arguments/rule.ts'
import { means } from './ports.ts'

const fault = (text: string, ...allow: SqlClass[]) =>
  argumentFault({ kind: 'sql', allow: allow.length === 0 ? ['select'] : allow }, text, means())

test.each([
  'SELECT 1',
  'select * from t;',
  ' \n(select 1) union (select 2)\n',
  "select 'it''s; -- delete from t' as \"a;b\", `c d`, [e f] from t",
  'with a as (select 1) select * from a',
  'values (1), (2)',
  'select replace(a, b, c), truncate(d, 1), insert(e, 1, 2, f) from t',
  'select t.update, "t".set, [t].delete from t',
  "select a::jsonb ->> 'x', b[1:2], array['x', 'y'], c @> d, e ~ 'f', $1, :name, ? from t",
  'select .5, 1., 1.5e-3, 0xFF, a-1, a - -1, a/2, a % 2 from t where a != 1 and b <> 2',
  'select * from t use index (i) where cast(a as char character set utf8) = 1',
  'select created_at, updated, deleted, settings, "set", intox from t',
  "select N'x', x'00', e'y' from t order by 1 fetch first 5 rows only",
  'select case when a then b end from t limit 5 offset 5',
  'select open, close, comment, load, show from prices',
])('%j only reads', (text) => {
  expect(fault(text)).toBeUndefined()
})

test.each<readonly [string, SqlClass]>([
  ['insert into t values (1)', 'insert'],
  ['insert or replace into t values (1)', 'insert'],
  ['replace into t values (1)', 'insert'],
  ['update t set a = 1', 'update'],
  ['delete from t', 'delete'],
  ['create table t (a int)', 'create'],
  ['alter table t add a int', 'alter'],
  ['drop table t', 'drop'],
  ['truncate t', 'truncate'],
  ['grant all on t to u', 'grant'],
  ['revoke all on t from u', 'grant'],
  ['call f()', 'call'],
  ['set a = 1', 'set'],
  ['begin', 'transaction'],
  ['rollback', 'transaction'],
  ['pragma table_info(t)', 'pragma'],
  ['show tables', 'show'],
  ['desc t', 'describe'],
  ['describe t', 'describe'],
])('%j needs what it does to be allowed', (text, needed) => {
  expect(fault(text)).toContain(`it could also do \`${needed}\``)
  expect(fault(text, needed)).toBeUndefined()
  expect(fault(text, 'other', 'select')).toContain(`\`${needed}\``)
})

test('definitions are four classes in one word', () => {
  for (const text of [
    'create table t (a int)',
    'alter table t add a int',
    'drop table t',
    'truncate t',
  ]) {
    expect(fault(text, 'ddl')).toBeUndefined()
  }
  expect(fault('create table t as select 1', 'ddl')).toContain('`select`')
})

test.each<readonly [string, string]>([
  ['with a as (delete from t returning *) select * from a', 'delete'],
  ['with a as (select 1) insert into t select * from a', 'insert'],
  ['with a as (insert into t values (1) returning *) select * from a', 'insert'],
  ['explain analyze delete from t', 'explain` or `delete'],
  ['explain (analyze) select 1', 'explain'],
  ['select * into u from t', 'other'],
  ["select 1 into outfile '/tmp/x'", 'other'],
  ['select 1 into @x', 'other'],
  ['insert t select * into u from v', 'insert` or `other'],
  ['select * from t for update', 'update'],
  ['insert into t values (1) on conflict do update set a = 1', 'insert` or `update'],
  ['select 1 delete from t', 'delete'],
  ['select 1 . delete from t', 'delete'],
  ['select t.*, * . delete from t', 'delete'],
  ["select 1 exec ('drop table t')", 'other'],
  ['select 1 update t set a = 1', 'update'],
  ["select 1 execute xp_cmdshell 'x'", 'other'],
  ['select 1 set rowcount 0', 'set'],
  ["select 1\ngo\nxp_cmdshell 'x'", 'other'],
  ['select 1 while 1 = 1 select 2', 'other'],
  ['select 1 use other', 'other'],
  ["select 1 waitfor delay '1'", 'other'],
  ['select 1 backup database d', 'other'],
  ["copy t to program 'x'", 'other'],
  ["attach 'x' as y", 'other'],
  ["load data infile 'x' into table t", 'other'],
  ['vacuum', 'other'],
  ['do sleep(1)', 'other'],
  ['lock tables t write', 'other'],
  ['sp_configure', 'other'],
  ['(((', 'other'],
  ["'select'", 'other'],
])('%j does more than it seems', (text, does) => {
  expect(fault(text)).toContain(`it could also do \`${does}\``)
})

const COMMENT = 'it holds a comment, or signs that some databases take for one'
const QUOTE = 'a quote in it is never closed, or a backslash stands in quotes'
const SIGN = 'it holds a character outside quotes that databases read differently'
const DOLLAR = 'it holds a dollar sign outside quotes'
const DIGIT = 'it holds a word that begins with a digit'
const SEVERAL = 'it holds several statements'

test.each([
  ['select 1; delete from t', SEVERAL],
  ['select 1;;', SEVERAL],
  [';select 1', SEVERAL],
  ["select ';'; select 1", SEVERAL],
  ['select 1 -- x', COMMENT],
  ['select 5--1', COMMENT],
  ['select 1 /* x */', COMMENT],
  ["select 1 /*! into outfile '/tmp/x' */", COMMENT],
  ['select 1 # x', COMMENT],
  ["select a #> '{b}' from t", COMMENT],
  ["select 'a\\'; delete from t", QUOTE],
  ["select 'a\\\\' from t", QUOTE],
  ["select 'a", QUOTE],
  ['select "a', QUOTE],
  ["select 'a''", QUOTE],
  ['select `a', QUOTE],
  ["select 'a\0'", QUOTE],
  ['select `a``b`', QUOTE],
  ["select `a'b`", 'it holds a name in backquotes that is more than letters and digits'],
  ['select `a;b`', 'it holds a name in backquotes that is more than letters and digits'],
  ['select $$a$$', DOLLAR],
  ["select $a$'; delete from t; --$a$", DOLLAR],
  ['select $1$a$', DOLLAR],
  ['select 1into t', DIGIT],
  ['select 1.delete from t', DIGIT],
  ['select 1.5from t', DIGIT],
  ["select 1'x'", DIGIT],
  ['select 1$a$', DIGIT],
  ['select a\u00a0from t', SIGN],
  ['select größe from t', SIGN],
  ['select ｄelete', SIGN],
  ['select 1\u200b', SIGN],
  ['select a\u000bfrom t', SIGN],
  ['select 1\0', SIGN],
  ['select !!a', SIGN],
  ['\\! rm', SIGN],
  ["select [a]] ' ] delete from t --'", SIGN],
  ["select q'[']' delete from t --'", SIGN],
  ["select nQ'[']' delete from t --'", SIGN],
  ['select a[1', 'a bracket in it is never closed'],
  ["select ['a]; delete from t --']", 'it holds a quoted `]` in brackets'],
  ['select [a;b]', 'it holds a `;` in brackets'],
  ["select [it's] from t", QUOTE],
  ['', 'it is empty'],
  [' ; ', 'it is empty'],
  [`select '${'x'.repeat(65_536)}'`, 'it is too long'],
])('%j is read differently by databases', (text, reason) => {
  expect(fault(text)).toBe(
    `must be one SQL statement (allowed: \`select\`), without comments; ${reason}`,
  )
})

test('a hostile text is judged in little time', () => {
  const start = performance.now()
  for (const piece of [
    "'",
    "''",
    '"',
    '(',
    '[',
    ']',
    '1',
    '.',
    '-',
    'a.',
    ' ',
    "'a",
    '`a`',
    'into ',
  ]) {
    const text = piece.repeat(Math.floor(65_000 / piece.length))
    expect(fault(`select ${text}`) ?? 'accepted').toBeTypeOf('string')
  }
  expect(performance.now() - start).toBeLessThan(1000)
})
