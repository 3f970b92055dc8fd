import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import type { LocalHistory, LocalSpending } from '@sluice/gate';
import { DomainError } from '@sluice/kernel';

/** What the gate has let out of the files so far, kept between calls; one call at a time holds it. */
export interface HistoryFile {
  readonly history: LocalHistory;
  /** What noisy answers have cost so far. */
  readonly spent: LocalSpending;
  /** Moves figures the same way in every call that has this file. */
  readonly secret: Uint8Array;
  save(history: LocalHistory, spent: LocalSpending): Promise<void>;
  close(): Promise<void>;
}

const FORMAT = 'sluice-gate-history/1';

/**
 * Opens the file, or begins it.
 * @throws DomainError `cli.history-busy` (conflict) another call holds it · `cli.history-malformed` (invalid)
 */
export async function openHistoryFile(path: string): Promise<HistoryFile> {
  const lock = `${path}.lock`;
  const held = await open(lock, 'wx').catch((error: unknown) => {
    if ((error as { code?: string }).code === 'EEXIST')
      throw new DomainError('cli.history-busy', 'conflict', { file: path, lock });
    throw new DomainError('cli.file-missing', 'not-found', { file: path });
  });
  const close = async (): Promise<void> => {
    await held.close();
    await rm(lock, { force: true });
  };
  try {
    const kept = await read(path);
    return { ...kept, close, save: (history, spent) => write(path, { ...kept, history, spent }) };
  } catch (error) {
    await close();
    throw error;
  }
}

type Kept = Pick<HistoryFile, 'history' | 'spent' | 'secret'>;

const SECRET_BYTES = 32;

async function read(path: string): Promise<Kept> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return { history: {}, spent: {}, secret: randomBytes(SECRET_BYTES) };
  try {
    const json = JSON.parse(text) as {
      readonly format?: unknown;
      readonly released?: unknown;
      readonly spent?: LocalSpending;
      readonly secret?: string;
    };
    if (json.format === FORMAT && typeof json.released === 'object' && json.released !== null)
      return {
        history: json.released as LocalHistory,
        spent: json.spent ?? {},
        secret: json.secret === undefined ? randomBytes(SECRET_BYTES) : Buffer.from(json.secret, 'hex'),
      };
  } catch {
    // Said below with the file's name.
  }
  throw new DomainError('cli.history-malformed', 'invalid', { file: path });
}

/** Whole or not at all: half a history would let a difference through. */
async function write(path: string, { history: released, spent, secret }: Kept): Promise<void> {
  const next = `${path}.next`;
  const file = await open(next, 'w', 0o600);
  await file.writeFile(
    `${JSON.stringify({ format: FORMAT, released, spent, secret: Buffer.from(secret).toString('hex') })}\n`,
  );
  await file.sync();
  await file.close();
  await rename(next, path);
}
