import { execFile } from 'node:child_process';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folderFault } from '@sluice/database';

const run = promisify(execFile);

/**
 * Makes everything below a folder durable at once: contents and names. A cluster has a thousand small files; asking for
 * each by itself waits for the disk a thousand times, asking for the file system waits once. Where `sync -f` is missing
 * or fails, file by file.
 * @throws DomainError `database.disk-full` (unavailable)
 */
export async function makeDurable(folder: string, program = 'sync'): Promise<void> {
  try {
    await run(program, ['-f', folder], { env: { PATH: '/usr/bin:/bin' } });
  } catch {
    await syncEach(folder);
  }
}

async function syncEach(folder: string): Promise<void> {
  try {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await syncEach(path);
      else if (entry.isFile()) await syncOne(path);
    }
    await syncOne(folder);
  } catch (error) {
    throw folderFault(error, folder);
  }
}

async function syncOne(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
