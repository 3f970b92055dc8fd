import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { auditPublishedFiles, createLogFiles, openLogKeys } from '@sluice/ledger';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { rowOf, type Case } from './row.ts';

const ROUNDS = 3;
const ENTRIES = 1_000_000;
const GOAL_MS = 10_000;
/** Streams that the entries are spread over, as with objects that each have a story of some acts. */
const STREAMS = 100_000;

/** The files of a log of a million entries, written by the module, and all of it read and hashed again. */
export const audit: Case = async (say) => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-audit-'));
  try {
    const { keys } = await openLogKeys(join(folder, 'keys'));
    const began = performance.now();
    const log = await createLogFiles(join(folder, 'log'), keys, entriesOf());
    say(`${log.size} entries written in ${Math.round((performance.now() - began) / 1000)} s`);
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const at = performance.now();
      const before = process.cpuUsage();
      const report = await auditPublishedFiles(join(folder, 'log'), log);
      if (report.findings.length > 0) throw new Error(`the audit found ${report.findings[0]?.code}`);
      times.push(performance.now() - at);
      const { user, system } = process.cpuUsage(before);
      say(
        `${report.entries} entries read in ${((times.at(-1) ?? 0) / 1000).toFixed(2)} s, ${((user + system) / 1e6).toFixed(2)} s of processor`,
      );
    }
    return [
      rowOf(
        {
          id: 'audit.files-1m',
          what: 'full audit of 1 million entries from their files',
          unit: 'ms',
          goal: GOAL_MS,
          better: 'lower',
        },
        times,
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Entries of usual size, each naming the one before in its stream, which the writer of files fills in. */
function* entriesOf(): Generator<{
  readonly stream: string;
  readonly text: (seq: number, prev: string | null) => string;
}> {
  const commitment = randomBytes(32).toString('hex');
  for (let i = 0; i < ENTRIES; i += 1) {
    const stream = `thing:thg_${String(i % STREAMS).padStart(26, '0')}`;
    const id = `ent_${String(i).padStart(26, '0')}`;
    yield {
      stream,
      text: (seq, prev) =>
        `{"actor":{"body":"bod_00000000000000000000000001","kind":"person","person":"per_00000000000000000000000001","role":"operator"},"at":"2026-03-02T08:00:00.000Z","commitments":{"payload":"${commitment}","state":[{"digest":"${commitment}","id":"row_${i}","table":"bench.thing"}]},"id":"${id}","prev":${prev === null ? 'null' : `"${prev}"`},"retainClass":"evidence","ruleVersion":"bench@1","stream":"${stream}","streamSeq":${seq},"subjects":[{"id":"grp_00000000000000000000000001","kind":"group","rel":"about"}],"type":"system.clock-moved","v":1}`,
    };
  }
}
