import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rowOf, type Case } from './row.ts';

const ROUNDS = 7;
const GOAL_S = 3;
const root = fileURLToPath(new URL('../', import.meta.url));

/** The command of the README on a folder that was used before: from the start of the process to the first answer. */
export const warmStart: Case = async (say) => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-start-'));
  try {
    await once(folder);
    const seconds: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) seconds.push(await once(folder));
    say(`${ROUNDS} starts`);
    return [
      rowOf(
        {
          id: 'warm-start',
          what: 'npm start on a used folder, to the first answer',
          unit: 's',
          goal: GOAL_S,
          better: 'lower',
        },
        seconds,
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

async function once(folder: string): Promise<number> {
  const began = performance.now();
  const args = [
    'tools/run.mjs',
    'apps/cli/src/main.ts',
    'start',
    '--no-demo',
    '--port',
    '0',
    '--json',
    '--data',
    folder,
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      const found = /"url": "([^"]+)"/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error('the server ended before it answered')));
  });
  const answer = await fetch(`${url}/readyz`, { headers: { connection: 'close' } });
  await answer.text();
  const seconds = (performance.now() - began) / 1000;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
  return seconds;
}
