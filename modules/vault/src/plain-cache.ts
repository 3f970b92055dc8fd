import { createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Engine } from '@sluice/engines';
import { DomainError } from '@sluice/kernel';
import type { SealedFiles } from './sealed-files.ts';

/** A sealed file that lies open in memory for as long as somebody holds it. */
export interface PlainFile {
  /** Folder that holds this file and no other: what an engine's sandbox mounts. */
  readonly folder: string;
  readonly path: string;
  release(): Promise<void>;
}

export interface PlainCache {
  /** @throws DomainError `vault.cache-full` (unavailable) when everything that is open is in use. */
  open(id: string): Promise<PlainFile>;
  /** Closes a file for good, e.g. before its key is destroyed. */
  drop(id: string): Promise<void>;
  readonly bytes: number;
  close(): Promise<void>;
}

interface Entry {
  readonly id: string;
  readonly folder: string;
  readonly path: string;
  readonly bytes: number;
  users: number;
  lastUsed: number;
}

/**
 * Opens sealed files into a memory-backed folder, up to a size; the one unused for longest goes first. A folder name is
 * never used twice, so that no warm engine worker can see another file under an old mount.
 */
export function createPlainCache(options: { readonly folder: string; readonly maxBytes: number; readonly files: SealedFiles; readonly engine: Engine }): PlainCache {
  const entries = new Map<string, Entry>();
  const opening = new Map<string, Promise<Entry>>();
  let made = 0;
  let uses = 0;
  let bytes = 0;

  async function remove(entry: Entry): Promise<void> {
    entries.delete(entry.id);
    bytes -= entry.bytes;
    await options.engine.forget(entry.folder);
    await rm(entry.folder, { recursive: true, force: true });
  }

  async function makeRoom(): Promise<void> {
    while (bytes > options.maxBytes) {
      const idle = [...entries.values()].filter((e) => e.users === 0).toSorted((a, b) => a.lastUsed - b.lastUsed)[0];
      if (!idle) throw new DomainError('vault.cache-full', 'unavailable');
      await remove(idle);
    }
  }

  async function unseal(id: string): Promise<Entry> {
    made += 1;
    const folder = join(options.folder, `${id}-${made}`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, 'data.parquet');
    try {
      await pipeline(Readable.from(options.files.read(id)), createWriteStream(path, { mode: 0o600 }));
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    const size = (await stat(path)).size;
    const entry: Entry = { id, folder, path, bytes: size, users: 1, lastUsed: 0 };
    bytes += size;
    entries.set(id, entry);
    try {
      await makeRoom();
    } catch (error) {
      await remove(entry);
      throw error;
    }
    entry.users -= 1;
    return entry;
  }

  function start(id: string): Promise<Entry> {
    const pending = unseal(id).finally(() => opening.delete(id));
    opening.set(id, pending);
    return pending;
  }

  return {
    get bytes() {
      return bytes;
    },
    async open(id) {
      for (;;) {
        const entry = entries.get(id) ?? (await (opening.get(id) ?? start(id)));
        // Thrown out between its opening and now: open it again.
        if (entries.get(id) !== entry) continue;
        entry.users += 1;
        uses += 1;
        entry.lastUsed = uses;
        return hold(entry);
      }
    },
    async drop(id) {
      await opening.get(id)?.catch(() => undefined);
      const entry = entries.get(id);
      if (entry) await remove(entry);
    },
    async close() {
      for (const entry of entries.values()) await remove(entry);
    },
  };
}

function hold(entry: Entry): PlainFile {
  let held = true;
  return {
    folder: entry.folder,
    path: entry.path,
    release: () => {
      if (held) entry.users -= 1;
      held = false;
      return Promise.resolve();
    },
  };
}
