import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { loadedCity } from './make-city.ts';

/**
 * Copies the data folder of the loaded city: the small demo city of every jurisdiction, in which the demo has run once.
 * It is made by the first who asks, unless `npm test` began it before, with the commands that a user gives (`sluice
 * start`, `sluice demo`), and is stopped in order. The clock of a copy goes on from where the city's stood. @returns
 * what `sluice demo --json` said of each run
 */
export async function copyLoadedCity(to: string): Promise<readonly unknown[]> {
  const base = inject('cityFolder');
  const results = await loadedCity(base);
  // With owners and times: the cluster belongs to the account that PostgreSQL runs as.
  await promisify(execFile)('cp', ['-a', '--reflink=auto', `${join(base, 'data')}/.`, to]);
  return results;
}
