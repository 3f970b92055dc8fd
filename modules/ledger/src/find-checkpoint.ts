import { stat, readFile } from 'node:fs/promises';
import { DomainError } from '@sluice/kernel';
import { readPublicCheckpoint } from './log/copy-log.ts';
import { readStanding, type StandingCheckpoint } from './log/publish-checkpoint.ts';
import { askBounded } from './log/read-bounded.ts';
import { parseReceipt } from './tlog/receipt.ts';

/** A checkpoint that somebody named, and the folder of the log's public files where it was one. */
export interface FoundCheckpoint {
  readonly checkpoint: StandingCheckpoint;
  readonly folder: string | null;
}

const ASKED = { method: 'GET', timeoutMs: 10_000, maxBytes: 64 * 1024 } as const;
/** More than any checkpoint or receipt has. */
const MAX_FILE_BYTES = 1024 * 1024;

/**
 * The checkpoint at an address (of a server, or of the checkpoint itself), in a file (a signed note, or a receipt that
 * holds one), or in a folder with a log's public files. Signatures are not looked at.
 * @throws DomainError `ledger.checkpoint-not-found` (not-found) with the place
 */
export async function findCheckpoint(place: string): Promise<FoundCheckpoint> {
  const isAddress = /^https?:\/\//.test(place);
  const found = isAddress ? await checkpointAt(place) : await checkpointIn(place);
  if (!found) throw new DomainError('ledger.checkpoint-not-found', 'not-found', { place });
  return found;
}

async function checkpointAt(address: string): Promise<FoundCheckpoint | null> {
  const url = address.endsWith('/checkpoint') ? address : `${address.replace(/\/+$/, '')}/log/checkpoint`;
  const answer = await askBounded(url, ASKED);
  return answer?.status === 200 ? readText(new TextDecoder().decode(answer.body)) : null;
}

async function checkpointIn(path: string): Promise<FoundCheckpoint | null> {
  const about = await stat(path).catch(() => null);
  if (about?.isDirectory()) {
    const checkpoint = await readPublicCheckpoint(path);
    return checkpoint && { checkpoint, folder: path };
  }
  return about?.isFile() && about.size <= MAX_FILE_BYTES ? readText(await readFile(path, 'utf8')) : null;
}

function readText(text: string): FoundCheckpoint | null {
  try {
    const checkpoint = readStanding(parseReceipt(text)?.checkpoint ?? text);
    return checkpoint && { checkpoint, folder: null };
  } catch (error) {
    if (error instanceof DomainError && error.code === 'ledger.checkpoint-malformed') return null;
    throw error;
  }
}
