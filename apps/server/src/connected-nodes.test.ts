import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConnectedNodes } from './connected-nodes.ts';

const NODE = 'other.example/log';
const answer = {
  identifier: `product:prd_a@${NODE}`,
  node: NODE,
  here: true,
  kind: 'product',
  id: 'prd_a',
  owner: 'bod_a',
  state: 'ended',
  registeredAt: '2026-01-01T00:00:00.000Z',
  lastAct: { type: 'product.delisted', at: '2026-02-01T00:00:00.000Z', entryId: 'ent_a' },
  tombstone: { at: '2026-02-01T00:00:00.000Z', act: 'product.delisted', ground: 'security-risk', entryId: 'ent_a' },
};

let dataFolder: string;
let asked: string[];
beforeEach(() => {
  asked = [];
  dataFolder = mkdtempSync(join(tmpdir(), 'sluice-nodes-'));
  writeFileSync(join(dataFolder, 'nodes.json'), JSON.stringify({ [NODE]: 'https://other.example' }));
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

const nodes = (status: number, body: unknown) =>
  createConnectedNodes({
    dataFolder,
    fetch: async (url) => {
      asked.push(url instanceof URL ? url.href : '');
      return new Response(JSON.stringify(body), { status });
    },
  });

describe('connected nodes', () => {
  it('PLT-14 resolve an identifier that another node issued, tombstones too', async () => {
    expect(await nodes(200, answer).resolve(answer.identifier)).toMatchObject({
      node: NODE,
      state: 'ended',
      tombstone: { ground: 'security-risk' },
    });
    expect(asked).toEqual([`https://other.example/api/v1/identifiers/${encodeURIComponent(`product:prd_a@${NODE}`)}`]);
  });

  it('asks nobody who is not in the list, and believes nobody about the objects of a third', async () => {
    expect(await nodes(200, answer).resolve('product:prd_a@evil.example/log')).toBeNull();
    expect(await nodes(200, answer).resolve('prd_a')).toBeNull();
    expect(asked).toEqual([]);
    expect(await nodes(200, { ...answer, node: 'third.example/log' }).resolve(answer.identifier)).toBeNull();
    expect(await nodes(404, {}).resolve(answer.identifier)).toBeNull();
    await expect(nodes(500, {}).resolve(answer.identifier)).rejects.toMatchObject({
      code: 'identifier.node-unreachable',
    });
  });
});
