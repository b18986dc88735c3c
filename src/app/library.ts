import { listDirectory, readTrustedFile } from '../os/index.ts'
import type { Directories } from './directories.ts'
import type { ProfileLibrary } from './profile-library.ts'

/** The profile library of this machine. */
export function libraryOf(directories: Directories): ProfileLibrary {
  return {
    user: directories.profiles,
    shipped: directories.shippedProfiles,
    read: (path) => readTrustedFile(path),
    names: listDirectory,
  }
}
