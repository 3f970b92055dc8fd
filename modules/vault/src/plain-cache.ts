import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Engine } from '@sluice/engines';
import { DomainError } from '@sluice/kernel';
import { leftIn, type HiddenOrdinal } from './erase/hidden-rows.ts';
import { literal } from './ingest/quote-sql.ts';
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
  /** Closes a file, and never opens it again: whoever computes on it is killed, before its key is destroyed. */
  ban(id: string): Promise<void>;
  /** Opens it anew the next time, by the deletion vector of then; who holds it now keeps what he has. */
  renew(id: string): Promise<void>;
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
  /** No longer found: removed when its last user leaves. */
  detached?: boolean;
}

export interface PlainCacheOptions {
  readonly folder: string;
  readonly maxBytes: number;
  readonly files: SealedFiles;
  readonly engine: Engine;
  /** Ordinals that are left out of a segment. */
  readonly hiddenIn: (id: string) => Promise<readonly HiddenOrdinal[]>;
}

/** Filtering one segment. */
const FILTER_DEADLINE_MS = 600_000;

/**
 * Opens sealed files into a memory-backed folder, up to a size; the one unused for longest goes first. A folder name is
 * never used twice, so that no warm engine worker can see another file under an old mount.
 */
export const createPlainCache = (options: PlainCacheOptions): PlainCache => new LruPlainCache(options);

class LruPlainCache implements PlainCache {
  readonly #options: PlainCacheOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #opening = new Map<string, Promise<Entry>>();
  readonly #banned = new Set<string>();
  readonly #detached = new Set<Entry>();
  #made = 0;
  #uses = 0;
  #bytes = 0;

  constructor(options: PlainCacheOptions) {
    this.#options = options;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async open(id: string): Promise<PlainFile> {
    for (;;) {
      if (this.#banned.has(id)) throw new DomainError('vault.key-destroyed', 'precondition', { key: id });
      const entry = this.#entries.get(id) ?? (await (this.#opening.get(id) ?? this.#start(id)));
      // Thrown out between its opening and now: open it again.
      if (this.#entries.get(id) !== entry) continue;
      entry.users += 1;
      this.#uses += 1;
      entry.lastUsed = this.#uses;
      return this.#hold(entry);
    }
  }

  async ban(id: string): Promise<void> {
    this.#banned.add(id);
    await this.#opening.get(id)?.catch(() => undefined);
    const open = [this.#entries.get(id), ...[...this.#detached].filter((entry) => entry.id === id)];
    for (const entry of open) {
      if (!entry) continue;
      await this.#options.engine.evict(entry.folder);
      await this.#remove(entry);
    }
  }

  async renew(id: string): Promise<void> {
    await this.#opening.get(id)?.catch(() => undefined);
    const entry = this.#entries.get(id);
    if (!entry) return;
    if (entry.users === 0) return this.#remove(entry);
    entry.detached = true;
    this.#entries.delete(id);
    this.#detached.add(entry);
  }

  async close(): Promise<void> {
    for (const entry of [...this.#entries.values(), ...this.#detached]) await this.#remove(entry);
  }

  #start(id: string): Promise<Entry> {
    const pending = this.#unseal(id).finally(() => this.#opening.delete(id));
    this.#opening.set(id, pending);
    return pending;
  }

  async #unseal(id: string): Promise<Entry> {
    this.#made += 1;
    const folder = join(this.#options.folder, `${id}-${this.#made}`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, 'data.parquet');
    try {
      await pipeline(Readable.from(this.#options.files.read(id)), createWriteStream(path, { mode: 0o600 }));
      await this.#leaveOut(id, folder, path);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    const { size } = await stat(path);
    // Held while room is made for it, so that it does not throw itself out.
    const entry: Entry = { id, folder, path, bytes: size, users: 1, lastUsed: 0 };
    this.#bytes += size;
    this.#entries.set(id, entry);
    try {
      await this.#makeRoom();
    } catch (error) {
      await this.#remove(entry);
      throw error;
    }
    entry.users -= 1;
    return entry;
  }

  /** Rows that the deletion vector names never lie where a worker can read them. */
  async #leaveOut(id: string, folder: string, path: string): Promise<void> {
    const hidden = await this.#options.hiddenIn(id);
    if (hidden.length === 0) return;
    const filtered = join(folder, 'filtered.parquet');
    const session = await this.#options.engine.open({ readOnly: [], writable: folder });
    try {
      await session.run(
        { sql: `copy (${leftIn(path, hidden)}) to ${literal(filtered)} (format parquet, compression zstd)` },
        { deadlineMs: FILTER_DEADLINE_MS, maxRows: 1 },
      );
    } finally {
      await session.close();
    }
    await this.#options.engine.forget(folder);
    await rename(filtered, path);
  }

  async #makeRoom(): Promise<void> {
    while (this.#bytes > this.#options.maxBytes) {
      const idle = [...this.#entries.values()].filter((e) => e.users === 0).toSorted((a, b) => a.lastUsed - b.lastUsed);
      if (!idle[0]) throw new DomainError('vault.cache-full', 'unavailable');
      await this.#remove(idle[0]);
    }
  }

  async #remove(entry: Entry): Promise<void> {
    if (this.#entries.get(entry.id) === entry) this.#entries.delete(entry.id);
    this.#detached.delete(entry);
    this.#bytes -= entry.bytes;
    await this.#options.engine.forget(entry.folder);
    await rm(entry.folder, { recursive: true, force: true });
  }

  #hold(entry: Entry): PlainFile {
    let held = true;
    return {
      folder: entry.folder,
      path: entry.path,
      release: async () => {
        if (!held) return;
        held = false;
        entry.users -= 1;
        if (entry.detached && entry.users === 0 && this.#detached.has(entry)) await this.#remove(entry);
      },
    };
  }
}
