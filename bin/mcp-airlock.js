#!/usr/bin/env node
// Old syntax only: an old Node must be able to read this file and say what is wrong.
var parts = process.versions.node.split('.')
if (Number(parts[0]) < 20 || (Number(parts[0]) === 20 && Number(parts[1]) < 19)) {
  process.stderr.write(
    'mcp-airlock: needs Node 20.19 or newer, this is ' + process.versions.node + '\n' +
    'hint: install a current Node from https://nodejs.org and name it in the configuration of the client\n'
  )
  process.exit(125)
}
require('../dist/main.cjs')
