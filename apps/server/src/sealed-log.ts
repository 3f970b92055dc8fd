import { appendFileSync, existsSync, renameSync, statSync } from 'node:fs';
import type { Sealer } from '@sluice/crypto';

const KEPT_BYTES = 10_000_000;

/**
 * A log whose lines may hold data: what an engine said when it failed. Each line is sealed under the vault's key, so
 * that only who may open the vault may read it. Bounded: one older file is kept.
 */
export function createSealedLog(
  file: string,
  sealer: Sealer,
  key: Uint8Array,
  now: () => Date,
): (text: string) => void {
  return (text) => {
    if (existsSync(file) && statSync(file).size > KEPT_BYTES) renameSync(file, `${file}.1`);
    const sealed = sealer.seal(key, Buffer.from(text, 'utf8'), Buffer.from('engine log', 'utf8'));
    appendFileSync(file, `${now().toISOString()} ${Buffer.from(sealed).toString('base64')}\n`, { mode: 0o600 });
  };
}
