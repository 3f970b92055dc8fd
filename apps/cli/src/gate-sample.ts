import { writeFile } from 'node:fs/promises';
import { createLocalGate, type Sample } from '@sluice/gate';
import type { CommandContext } from './command.ts';
import { openHistoryFile } from './gate-history-file.ts';
import type { LocalDomain } from './gate-local-domain.ts';

export interface SampleFlags {
  readonly table: string;
  readonly size: number;
  readonly seed: string;
  readonly stratum: string | undefined;
  /** Keeps the secret of the pseudonyms: the same file, grant and seed give the same sample. */
  readonly history: string;
  readonly out: string;
}

/** Draws a masked sample into `OUT.sample.csv`, and says beside it in `OUT.sample.json` what it is. */
export async function sample(context: CommandContext, local: LocalDomain, flags: SampleFlags): Promise<number> {
  const file = await openHistoryFile(flags.history);
  try {
    const gate = createLocalGate({ domain: local.domain });
    const { table, size, seed, stratum } = flags;
    const drawn = await gate.sample({
      ...{ snapshot: local.snapshot, table, size, seed, secret: file.secret },
      ...(stratum === undefined ? {} : { stratum }),
    });
    await file.save(file.history, file.spent);
    const { rows, ...meta } = drawn;
    await writeFile(`${flags.out}.sample.csv`, csvOf(drawn), { mode: 0o600 });
    await writeFile(`${flags.out}.sample.json`, `${JSON.stringify({ ...meta, rows: rows.length }, null, 2)}\n`, {
      mode: 0o600,
    });
    context.print({ ...meta, rows: rows.length, file: `${flags.out}.sample.csv` });
    context.say(
      context.language === 'en'
        ? `${rows.length} sample rows in ${flags.out}.sample.csv: masked rows of real people, for use inside the domain`
        : `已写入 ${rows.length} 行样本：${flags.out}.sample.csv。样本为脱敏后的真实记录，仅限域内使用`,
    );
    return 0;
  } finally {
    await file.close();
  }
}

function csvOf({ columns, rows }: Sample): string {
  const lines = [
    columns.map(({ name }) => name),
    ...rows.map((row) => row.map((value) => (value === null ? '' : String(value)))),
  ];
  return `${lines.map((line) => line.map(quoted).join(',')).join('\n')}\n`;
}

const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
