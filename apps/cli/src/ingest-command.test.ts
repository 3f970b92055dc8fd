import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandContext } from './command.ts';
import { ingestCommand } from './ingest-command.ts';

let folder: string;
const fields = [
  { name: 'no', title: '编号', type: 'integer', required: true, unique: true, role: 'other', grade: 1 },
  { name: 'word', title: '词', type: 'text', required: false, maxLength: 3, role: 'other', grade: 1 },
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-cli-'));
  await writeFile(join(folder, 'fields.json'), JSON.stringify({ fields }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(content: string | Buffer, ...more: string[]) {
  const path = join(folder, 'a.csv');
  await writeFile(path, content);
  const said: string[] = [];
  const printed: unknown[] = [];
  const context: CommandContext = {
    args: [path, '--fields', join(folder, 'fields.json'), ...more],
    language: 'en',
    environment: {},
    say: (line) => said.push(line),
    print: (value) => printed.push(value),
    warn: () => undefined,
  };
  return { code: await ingestCommand(context), said: said.join('\n'), printed: printed[0] };
}

describe('sluice ingest', () => {
  it('QUA-03 counts what is good and names the line and rule of what is not', async () => {
    const { code, said } = await run('编号,词\n1,abc\n2,abcd\n1,x\n"3\n');
    expect(code).toBe(11);
    expect(said).toContain('4 records: 1 good, 3 quarantined');
    expect(said).toContain('  3  word:max-length\n  4  no:duplicate\n  5  :structure.quote');
  });

  it('ends with 0 when all is good, and writes what it found', async () => {
    const out = join(folder, 'out');
    const { code, printed } = await run('no,word\n1,a\n2,"b,"\n', '--json', '--out', out);
    expect(code).toBe(0);
    expect(printed).toMatchObject({
      rows: { records: 2, good: 2, quarantined: 0 },
      quality: { score: 100 },
      quarantine: [],
    });
    expect(JSON.parse(await readFile(join(out, 'report.json'), 'utf8'))).toMatchObject({ rows: { good: 2 } });
    expect((await readFile(join(out, 'good.parquet'))).subarray(0, 4).toString()).toBe('PAR1');
    expect(await readFile(join(out, 'quarantine.csv'), 'utf8')).toBe('line,faults,record\n');
  });

  it('COL-08 refuses a file that does not fit with a code', async () => {
    expect(await run('a,b\n1,2\n', '--json')).toMatchObject({
      code: 11,
      printed: { refusal: { code: 'vault.header-unreadable' } },
    });
  });

  it('says what is wrong with its own words', async () => {
    await writeFile(join(folder, 'bad.json'), '[{"name": 1}]');
    await expect(run('no\n', '--fields', join(folder, 'bad.json'))).rejects.toMatchObject({
      code: 'cli.fields-malformed',
      params: { part: '0.name' },
    });
    await writeFile(join(folder, 'cut.json'), '[{\n"name": "a",\n');
    await expect(run('no\n', '--fields', join(folder, 'cut.json'))).rejects.toMatchObject({
      code: 'cli.json-malformed',
      params: { line: 3 },
    });
    await expect(run('no\n', '--fields', join(folder, 'none.json'))).rejects.toMatchObject({
      code: 'cli.file-missing',
    });
    await expect(run('no\n', '--what')).rejects.toMatchObject({ code: 'cli.usage' });
  });
});
