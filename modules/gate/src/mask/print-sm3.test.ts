import { createEngine, type EngineSession } from '@sluice/engines';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hmacSql } from './print-mask.ts';

const limits = { deadlineMs: 30_000, maxRows: 100 };
const key = Buffer.from('a key of a grant');
const DOMAIN = 'person';

let engine: Awaited<ReturnType<typeof createEngine>>;
let session: EngineSession;
beforeAll(async () => {
  engine = await createEngine({ sessions: 1 });
  session = await engine.open({ readOnly: [] });
});
afterAll(async () => {
  await session.close();
  await engine.close();
});

describe('pseudonyms', () => {
  // Lengths around the ends of blocks, and what is no ASCII.
  const texts = ['', 'a', '320901199001011234', '张三丰', ...[54, 55, 56, 63, 64, 65, 200].map((n) => 'x'.repeat(n))];

  it.each(['sha256', 'sm3'] as const)('AOC-09 the engine’s HMAC with %s is the library’s', async (hash) => {
    const own = createHmac('sha256', key).update(DOMAIN).digest();
    const values = texts.map((text) => `('${text}')`).join(', ');
    const { rows } = await session.run(
      { sql: `select v, ${hmacSql('v', key, DOMAIN, hash)} from (values ${values}, (null)) t(v)` },
      limits,
    );
    const found = new Map(rows.map(([text, digest]) => [text, digest]));
    for (const text of texts) expect(found.get(text)).toBe(createHmac(hash, own).update(text).digest('hex'));
    expect(found.get(null)).toBeNull();
  });
});
