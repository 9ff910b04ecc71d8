import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a database is: a path that whoever uses it, in whatever thread, opens for himself. */
export interface FileLocation {
  readonly path: string;
  /** Whether it is gone with the process; such a file is not forced to the disk. */
  readonly temporary: boolean;
  /** Removes a temporary file; to be called when nobody has it open. Others stay. */
  dispose(): void;
}

export const keptFile = (path: string): FileLocation => ({
  path,
  temporary: false,
  dispose: () => undefined,
});

/** A file in a folder of its own among the system's temporary ones; what a killed process leaves is never used again. */
export function temporaryFile(name: string): FileLocation {
  const folder = mkdtempSync(join(tmpdir(), 'crosswatch-'));
  return {
    path: join(folder, name),
    temporary: true,
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
