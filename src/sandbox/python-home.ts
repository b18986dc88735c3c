import { basename, dirname, join } from 'node:path'
import { canonicalPath, kindOf, listDirectory } from '../os/index.ts'
import { refuseBroad } from './node-package.ts'
import { joinParts, type Parts, showPath, showPrograms } from './parts.ts'

/**
 * Shows a Python interpreter with its standard library, the libraries of its extension modules, its virtual environment if it
 * is one (PEP 405), and the script with its directory. `binary` is the path as found: a virtual environment is recognised by it.
 */
export function pythonParts(binary: string, script: string | undefined, home: string): Parts {
  const real = canonicalPath(binary) as string
  const environment = virtualEnvironment(binary)
  const libraries = standardLibraries(real)
  return joinParts([
    showPrograms([binary, ...libraries.flatMap(extensionModules)]),
    ...libraries.map((directory) => showPath(directory)),
    ...(environment === undefined ? [] : [showPath(environment)]),
    ...(script === undefined || (environment !== undefined && script.startsWith(`${environment}/`))
      ? []
      : [scriptParts(script, home)]),
  ])
}

/** PEP 405: pyvenv.cfg beside or one above the executable, found without resolving links. */
function virtualEnvironment(binary: string): string | undefined {
  return [dirname(binary), dirname(dirname(binary))].find(
    (directory) => kindOf(join(directory, 'pyvenv.cfg')) === 'file',
  )
}

/** `lib/pythonX.Y` of the prefix, Debian's shared `lib/python3`, Fedora's `lib64`, and the local packages. */
function standardLibraries(binary: string): readonly string[] {
  const prefix = dirname(dirname(binary))
  const version = /^python(3\.\d+)/.exec(basename(binary))?.[1]
  const names =
    version === undefined ? [] : [`lib/python${version}`, 'lib/python3', `lib64/python${version}`]
  const local =
    version === undefined || prefix !== '/usr' ? [] : [`/usr/local/lib/python${version}`]
  return [...names.map((name) => join(prefix, name)), ...local].filter(
    (path) => kindOf(path) === 'directory',
  )
}

function extensionModules(library: string): readonly string[] {
  const directory = join(library, 'lib-dynload')
  return listDirectory(directory).map((name) => join(directory, name))
}

/**
 * A script of a package brings all of the package, from its outermost directory down; a lone script its directory. Not the directory above: what
 * is beside a package is not its own, and every file may call itself `__init__.py`.
 */
function scriptParts(script: string, home: string): Parts {
  let root = dirname(script)
  while (isPackage(root) && isPackage(dirname(root))) root = dirname(root)
  refuseBroad(root, script, home)
  return showPath(root)
}

function isPackage(directory: string): boolean {
  return kindOf(join(directory, '__init__.py')) === 'file'
}
