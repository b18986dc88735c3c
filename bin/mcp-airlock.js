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

// The bundle with the compiled code that the build kept beside it: about 8 ms less at every start. V8 checks that the code is of its own
// version and of a source of this length, and otherwise compiles as usual; that it is for this machine only its name says. So whoever
// changes the bundle by hand removes that file.
var fs = require('fs')
var path = require('path')
var vm = require('vm')
var Module = require('module')

var file = path.join(fs.realpathSync(__dirname), '../dist/main.cjs')
var code
try {
  code = fs.readFileSync(file + '.' + process.platform + '-' + process.arch + '.v8')
} catch (_) {
  code = undefined
}
var bundle = new Module(file, null)
bundle.filename = file
new vm.Script(Module.wrap(fs.readFileSync(file, 'utf8')), { filename: file, cachedData: code })
  .runInThisContext()
  .call(bundle.exports, bundle.exports, Module.createRequire(file), bundle, file, path.dirname(file))
