import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { missed, tableOf, type Case, type Row } from './row.ts';

const cases: Readonly<Record<string, () => Promise<Case>>> = {
  'warm-start': async () => (await import('./warm-start.ts')).warmStart,
  ledger: async () => (await import('./ledger.ts')).ledger,
  sequencer: async () => (await import('./sequencer.ts')).sequencer,
  verify: async () => (await import('./verify.ts')).verify,
  proofs: async () => (await import('./proofs.ts')).proofs,
  audit: async () => (await import('./audit.ts')).audit,
  lineage: async () => (await import('./lineage.ts')).lineage,
  calls: async () => (await import('./calls.ts')).calls,
  governed: async () => (await import('./governed.ts')).governed,
  reconstruct: async () => (await import('./reconstruct.ts')).reconstruct,
  compile: async () => (await import('./compile.ts')).compile,
  gather: async () => (await import('./gather.ts')).gather,
  cases: async () => (await import('./cases.ts')).cases,
  console: async () => (await import('./console.ts')).consolePages,
};

const usage = `npm run bench -- [--only NAME[,NAME…]] [--json FILE]

  cases: ${Object.keys(cases).join(', ')}

  npm run bench -- --only ledger --json var/bench-ledger.json
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, json: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const names = values.only === undefined ? Object.keys(cases) : values.only.split(',');
  const unknown = names.filter((name) => !(name in cases));
  if (values.help || unknown.length > 0) {
    process.stdout.write(usage);
    return values.help ? 0 : 2;
  }
  const rows: Row[] = [];
  for (const name of names) {
    process.stderr.write(`${name} …\n`);
    const run = await cases[name]?.();
    if (run) rows.push(...(await run((line) => void process.stderr.write(`  ${line}\n`))));
  }
  process.stdout.write(`${tableOf(rows)}\n`);
  if (values.json !== undefined) {
    const file = resolve(values.json);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(rows, null, 2)}\n`);
  }
  const below = rows.filter(missed).length;
  if (below > 0) process.stdout.write(`${below} of ${rows.length} figures missed their goal.\n`);
  return 0;
}

process.exitCode = await main();
