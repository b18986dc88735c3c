/**
 * The package store: npm packages with all their dependencies, installed once by an explicit command, without install scripts,
 * and named by a hash over every byte. A launch opens one, requires it to be unchanged, and runs it with node, offline and
 * read-only. npm itself runs behind the port `Confine`, which the composition root fits to the sandbox.
 * Nothing here starts a program or reads the caller's environment on its own.
 */
export { addPackage } from './add.ts'
export { type InstalledPackage, openPackage } from './installed-package.ts'
export { type Confine, type NpmCaller, npmArguments } from './npm-install.ts'
export {
  parseExactPackage,
  parsePackageRequest,
} from './package-name.ts'
export { listPackages, removePackage } from './shelf.ts'
export { verifyPackage } from './verify.ts'
