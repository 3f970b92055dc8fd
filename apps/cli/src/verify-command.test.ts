import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT_NOT_PROVEN } from './exit-codes.ts';
import { verifyCommand } from './verify-command.ts';

const vectors = join(import.meta.dirname, '../../../docs/vectors');

interface Expected {
  readonly bundle: string;
  readonly policy: string | null;
  readonly ok: boolean;
  readonly problems: readonly { readonly code: string; readonly file: string }[];
}
const expected = JSON.parse(readFileSync(join(vectors, 'bundles/expected.json'), 'utf8')) as readonly Expected[];
const bundleOf = (name: string): string => join(vectors, 'bundles', name);

async function sluice(language: 'en' | 'zh-CN', ...args: readonly string[]) {
  const printed: unknown[] = [];
  const said: string[] = [];
  const code = await verifyCommand({
    args,
    language,
    environment: {},
    say: (line) => void said.push(line),
    warn: () => undefined,
    print: (value) => void printed.push(value),
  });
  return { code, printed, said };
}

describe('sluice verify', () => {
  it('AUD-02 says of each published vector what the published answer says, as one JSON document and by its exit code', async () => {
    for (const { bundle, policy, ok, problems } of expected) {
      const flags = policy === null ? [] : ['--policy', join(vectors, policy)];
      const { code, printed } = await sluice('en', join(vectors, bundle), ...flags, '--json');
      const [report] = printed as readonly Expected[];
      expect({ bundle, code, ok: report?.ok }).toEqual({ bundle, code: ok ? 0 : EXIT_NOT_PROVEN, ok });
      for (const problem of problems) expect(report?.problems).toContainEqual(expect.objectContaining(problem));
      // Nothing in it that JSON does not hold.
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    }
  });

  it('AUD-02 one bad bundle among good ones decides; the reports come as a list, with words in either language', async () => {
    const files = ['good-call.zip', 'bad-truncated.zip'].map(bundleOf);
    const { code, printed } = await sluice('en', ...files, '--json');
    expect(code).toBe(EXIT_NOT_PROVEN);
    expect((printed[0] as readonly { bundle: string; ok: boolean }[]).map(({ bundle, ok }) => [bundle, ok])).toEqual([
      [files[0], true],
      [files[1], false],
    ]);
    const [en, zh] = await Promise.all([sluice('en', files[0] ?? ''), sluice('zh-CN', files[0] ?? '')]);
    expect(en.printed).toEqual([]);
    expect(en.said.length).toBeGreaterThan(5);
    expect(zh.said.join('')).toMatch(/\p{Script=Han}/u);
    expect(zh.said.length).toBe(en.said.length);
  });

  it('tells that a file is not there', async () => {
    await expect(sluice('en', bundleOf('none.zip'))).rejects.toMatchObject({ code: 'cli.file-missing' });
  });
});
