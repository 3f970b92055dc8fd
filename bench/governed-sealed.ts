import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { aes256Gcm, openStream, sealStream, utf8 } from '@sluice/crypto';
import type { LocalHistory } from '@sluice/gate';
import { compare, type World } from './governed-compare.ts';
import { shapes } from './governed-shapes.ts';
import { rowOf, type Row } from './row.ts';

const ASKED = ['groups-16-sum', 'filter-10', 'groups-1920'];
const READ_BYTES = 1 << 20;

/**
 * End to end: the files lie sealed, are opened into memory, and the question is decided beside a long history. The plain
 * query reads files that are open. `first` is the first question of an epoch; those after it find it opened.
 */
export async function compareSealed(
  world: World,
  history: LocalHistory,
  say: (line: string) => void,
): Promise<readonly Row[]> {
  const memory = `/dev/shm/sluice-bench-opened-${process.pid}`;
  const sealed = join(world.folder, 'sealed');
  for (const folder of [memory, sealed]) mkdirSync(folder, { recursive: true });
  const key = randomBytes(32);
  const context = utf8('bench');
  const names = Object.keys(world.files);
  try {
    for (const [name, file] of Object.entries(world.files))
      await pipeline(
        Readable.from(
          sealStream(createReadStream(file, { highWaterMark: READ_BYTES }), { sealer: aes256Gcm, key, context }),
        ),
        createWriteStream(join(sealed, name)),
      );
    const open = async (): Promise<void> => {
      for (const name of names) {
        const source = createReadStream(join(sealed, name), { highWaterMark: READ_BYTES });
        await pipeline(Readable.from(openStream(source, { key, context })), createWriteStream(join(memory, name)));
      }
    };
    await open();
    const opened: World = {
      ...world,
      folder: memory,
      files: Object.fromEntries(names.map((name) => [name, join(memory, name)])),
    };
    const rows: Row[] = [];
    for (const shape of shapes.filter(({ name }) => ASKED.includes(name)))
      for (const [how, before] of [
        ['first', open],
        ['opened', undefined],
      ] as const) {
        const {
          ratios,
          plain,
          governed: own,
        } = await compare({ ...opened, ...(before ? { before } : {}) }, shape, history);
        say(`${shape.name}, end to end, ${how}: ${plain.toFixed(0)} ms plain, ${own.toFixed(0)} ms governed`);
        const what = `governed ÷ plain end to end beside 10,000 releases, ${how}, ${shape.name}`;
        rows.push(rowOf({ id: `governed.end-to-end.${how}.${shape.name}`, what, unit: '×', better: 'lower' }, ratios));
      }
    return rows;
  } finally {
    for (const folder of [memory, sealed]) rmSync(folder, { recursive: true, force: true });
  }
}
