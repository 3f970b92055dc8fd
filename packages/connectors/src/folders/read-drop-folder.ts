import { createReadStream } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { DomainError } from '@sluice/kernel';
import { nextFile, type FoundFile } from './next-file.ts';
import type { Range, Reading } from '../reading.ts';

/** 前置机: a folder under the one that the operator opened for sources, into which an agency's machine puts files. */
export interface DropFolderSource {
  readonly folder: string;
}

/**
 * The oldest file after the last one that was taken. Links are not followed, and nothing outside the root is read.
 * `high` is time and name: files are taken in that order, each once.
 * @throws DomainError `connector.folder-refused` (invalid)
 */
export async function readDropFolder(
  source: DropFolderSource,
  range: Range,
  around: { readonly root: string; readonly now: Date; readonly settledMs?: number },
): Promise<Reading & { readonly filename?: string }> {
  const folder = await inside(around.root, source.folder);
  const files: FoundFile[] = [];
  for (const name of await readdir(folder)) {
    const found = await lstat(join(folder, name));
    if (found.isFile()) files.push({ name, changedMs: found.mtimeMs });
  }
  const next = nextFile(files, range, { now: around.now, ...(around.settledMs === undefined ? {} : around) });
  const close = (): Promise<void> => Promise.resolve();
  if (!next) return { stream: Readable.from([]), records: undefined, isEmpty: true, high: undefined, close };
  return {
    stream: createReadStream(join(folder, next.name), { highWaterMark: 1 << 20 }),
    records: undefined,
    isEmpty: false,
    high: next.place,
    filename: next.name,
    close,
  };
}

async function inside(root: string, folder: string): Promise<string> {
  const refused = new DomainError('connector.folder-refused', 'invalid');
  if (folder.includes('\0') || folder.split(/[\\/]/).includes('..')) throw refused;
  const base = await realpath(root).catch(() => undefined);
  const path = await realpath(join(root, folder)).catch(() => undefined);
  if (base === undefined || path === undefined || !(path === base || path.startsWith(`${base}${sep}`))) throw refused;
  return path;
}
