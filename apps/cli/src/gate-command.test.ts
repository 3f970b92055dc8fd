import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gateCommand } from './gate-command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-gate-cli-'));
  const people = Array.from({ length: 83 }, (_, i) => `p${i},${i < 3 ? 'F' : i < 43 ? 'A' : 'B'}`);
  await writeFile(join(folder, 'rows.csv'), `person,place\n${people.join('\n')}\n`);
  const key = { name: 'person', type: 'text', required: true, role: 'entity-key', entity: 'person', uses: [] };
  const place = {
    name: 'place',
    type: 'text',
    role: 'quasi-identifier',
    levels: [{ name: 'place', kind: 'identity' }],
    uses: ['group', 'filter'],
  };
  const tables = [{ name: 'rows', file: 'rows.csv', fields: [key, place] }];
  await writeFile(join(folder, 'grant.json'), JSON.stringify({ k: 10, tables }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function sluice(...args: readonly string[]) {
  let printed: unknown;
  const code = await gateCommand({
    args: [...(args.includes('--grant') ? args : [...args, '--grant', join(folder, 'grant.json')]), '--json'],
    language: 'en',
    environment: {},
    say: () => undefined,
    warn: () => undefined,
    print: (value) => {
      printed = value;
    },
  });
  return { code, printed: printed as Record<string, unknown> };
}

describe('sluice gate', () => {
  it('ENV-02 keeps the history between calls: the total after its parts is withheld, and the parts are not forgotten', async () => {
    const history = join(folder, 'history.json');
    const parts = await sluice('run', 'select place, count(*) from rows group by place', '--history', history);
    expect(parts.printed['rows']).toEqual([
      ['A', 40],
      ['B', 40],
    ]);
    const total = await sluice('run', 'select count(*) from rows', '--history', history);
    expect(total.printed).toMatchObject({ rows: [], counts: { cells: 1, withheldAlone: 0, withheldBesideHistory: 1 } });
    expect((await sluice('run', 'select count(*) from rows')).printed['rows']).toEqual([[83]]);
    expect(await readFile(history, 'utf8')).not.toContain('p17');
  });

  it('ENV-02 refuses a history that is no history, or that another call holds', async () => {
    const wrong = join(folder, 'wrong.json');
    await writeFile(wrong, '{}');
    await expect(sluice('run', 'select count(*) from rows', '--history', wrong)).rejects.toMatchObject({
      code: 'cli.history-malformed',
    });
    await writeFile(`${wrong}.lock`, '');
    await expect(sluice('run', 'select count(*) from rows', '--history', wrong)).rejects.toMatchObject({
      code: 'cli.history-busy',
    });
  });

  it('says verdict, rules, findings with places, counts and times', async () => {
    const refused = await sluice('run', "select count(*) from rows where person = 'p1'");
    expect(refused).toMatchObject({
      code: 11,
      printed: { verdict: 'refused', diagnostics: [{ line: 1, rule: 'R5' }] },
    });
    const { printed } = await sluice('run', 'select count(*) from rows');
    expect(printed).toMatchObject({ verdict: 'released', rules: expect.arrayContaining(['R7', 'R12']) });
    expect(Object.keys(printed['times'] as object)).toEqual(['compile', 'run', 'history', 'post']);
  });

  it('runs an attack corpus and tells what got through', async () => {
    const cases = join(folder, 'cases.json');
    const tracker = {
      id: 'tracker',
      rule: 'R12',
      expect: 'withheld',
      before: ["select count(*) from rows where place in ('A', 'F')"],
      attack: "select count(*) from rows where place = 'A'",
      twin: "select count(*) from rows where place = 'B'",
    };
    const honest = { ...tracker, id: 'no attack at all', attack: tracker.twin };
    await writeFile(cases, JSON.stringify([tracker, honest]));
    expect(await sluice('attack', cases)).toMatchObject({
      code: 11,
      printed: {
        through: 1,
        emptied: 0,
        results: [
          { id: 'tracker', outcome: 'stopped', twin: 'passed' },
          { id: 'no attack at all', outcome: 'got-through' },
        ],
      },
    });
  });

  it('ENV-03 draws a masked sample that says of itself what it is, the same again from its seed', async () => {
    const flags = [
      '--history',
      join(folder, 'sample-history.json'),
      '--size',
      '80',
      '--seed',
      's',
      '--stratum',
      'place',
    ];
    const first = await sluice('sample', 'rows', ...flags, '--out', join(folder, 'one'));
    expect(first.printed).toMatchObject({ sample: true, note: { code: 'gate.sample' }, k: 10 });
    await sluice('sample', 'rows', ...flags, '--out', join(folder, 'two'));
    const [one, two] = await Promise.all(
      ['one', 'two'].map((name) => readFile(join(folder, `${name}.sample.csv`), 'utf8')),
    );
    expect(one).toBe(two);
    expect(one).not.toMatch(/^p\d+,/m);
    // Three people of one place are too few to look alike.
    expect(one).not.toContain(',F');
    expect((one ?? '').split('\n').length).toBeGreaterThan(60);
    expect(JSON.parse(await readFile(join(folder, 'one.sample.json'), 'utf8'))).toMatchObject({
      sample: true,
      seed: 's',
    });
  });

  it('PLT-07 noise is paid from a budget that the history file keeps', async () => {
    const mode = { kind: 'dp', unit: 'person', rowsPerEntity: 1, budget: 0.2, perQuery: 0.1, delta: 1e-6 };
    const grant = JSON.parse(await readFile(join(folder, 'grant.json'), 'utf8')) as object;
    await writeFile(join(folder, 'noisy.json'), JSON.stringify({ ...grant, mode }));
    const ask = () =>
      sluice(
        'run',
        'select count(*) from rows',
        '--grant',
        join(folder, 'noisy.json'),
        '--history',
        join(folder, 'noisy-history.json'),
      );
    expect((await ask()).printed).toMatchObject({ budget: { spent: 0.1, remaining: 0.1 } });
    expect((await ask()).printed).toMatchObject({ budget: { spent: 0.2, remaining: 0 } });
    await expect(ask()).rejects.toMatchObject({ code: 'gate.budget-spent' });
  });
});
