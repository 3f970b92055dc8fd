import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dataFolder } from './real-places.ts';

/** Licences under which a table may be copied into the project. */
const sidecar = z.strictObject({
  file: z.string(),
  title: z.string().min(2),
  titleEn: z.string().min(2),
  origin: z.string().min(10),
  repo: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  url: z.url(),
  licence: z.enum(['MIT', 'Apache-2.0', 'CC0-1.0', 'CC BY 4.0', 'OGL-3.0', 'public domain']),
  licenceLine: z.string().min(10),
  selection: z.string().min(5),
  standsFor: z.string().min(5),
  knownDefects: z.array(z.string().min(5)).min(1),
  synthetic: z.literal(false),
  lines: z.number().int().positive(),
  bytes: z.number().int().positive(),
  sha256: z.string(),
});

const tables = (await readdir(dataFolder)).filter((file) => file.endsWith('.csv'));

describe('the real tables', () => {
  it.each(tables)('%s names its origin, its licence and its known defects, and is unchanged', async (file) => {
    const bytes = await readFile(join(dataFolder, file));
    const origin = sidecar.parse(
      JSON.parse(await readFile(join(dataFolder, file.replace(/csv$/, 'origin.json')), 'utf8')),
    );
    expect(origin.file).toBe(file);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(origin.sha256);
    expect(bytes.length).toBeLessThan(3 * 1024 * 1024);
  });

  it('together stay small enough for a clone', async () => {
    const sizes = await Promise.all(tables.map(async (file) => (await readFile(join(dataFolder, file))).length));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(15 * 1024 * 1024);
  });

  it('hold no citizen number and no mobile number', async () => {
    const citizen = /(?<![\d.])[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\d.])/;
    const mobile = /(?<![\d.-])1[3-9]\d{9}(?![\d.])/;
    const texts = await Promise.all(
      tables.map(async (file) => ({ file, text: await readFile(join(dataFolder, file), 'utf8') })),
    );
    expect(texts.filter(({ text }) => citizen.test(text) || mobile.test(text)).map(({ file }) => file)).toEqual([]);
  });

  it('are all named in the README', async () => {
    const readme = await readFile(join(dataFolder, 'README.md'), 'utf8');
    for (const file of tables) expect(readme).toContain(`\`${file}\``);
  });
});
