import { expect, it } from 'vitest';
import type { Entry } from '../entry.ts';
import { deriveEdges } from './derive-edges.ts';

const entry = (type: string, stream: string, subjects: Entry['subjects']): Entry => ({
  ...{ v: 1, id: 'ent_1', type, at: '2026-03-02T00:00:00.000Z', stream, streamSeq: 0, prev: null, subjects },
  actor: { kind: 'person', person: 'per_1', body: 'bod_1', role: 'custodian' },
  ruleVersion: 'north@3',
  commitments: { payload: '', state: [] },
  retainClass: 'evidence',
});
const uses = (kind: string, id: string) => ({ kind, id, rel: 'uses' as const });
const lines = (derived: ReturnType<typeof deriveEdges>) =>
  derived.edges.map(({ from, to, rel }) => `${from.id}#${from.field ?? ''} ${rel} ${to.id}#${to.field ?? ''}`);

it('AUD-01 leads from the fields of a resource through its epoch to what was supplied of it', () => {
  const delivered = entry('catalogue.supply-delivered', 'demand:dem_1', [
    uses('resource', 'res_1'),
    uses('epoch', 'epo_1'),
  ]);
  const derived = deriveEdges(delivered, { payload: { supply: 'sup_1', fields: ['age'] } });
  expect(lines(derived)).toEqual([
    'epo_1# supplied-as sup_1#',
    'res_1# has-field res_1#age',
    'res_1#age holds epo_1#age',
    'epo_1# has-field epo_1#age',
    'epo_1#age supplied-as sup_1#age',
    'sup_1#age field-of sup_1#',
  ]);
  expect(derived.nodes).toContainEqual({ kind: 'supply', id: 'sup_1', jurisdiction: 'north', body: 'bod_1' });
  // A payload that was shredded leaves the object whose story it is.
  expect(lines(deriveEdges(delivered))).toEqual(['epo_1# supplied-as dem_1#']);
});

it('AUD-01 counts the calls that one entry holds, and gives them to nobody as their own', () => {
  const called = deriveEdges(
    entry('trading.called', 'gateway:g:1', [
      { kind: 'call', id: 'call_1', rel: 'about' },
      { kind: 'call', id: 'call_2', rel: 'about' },
      uses('order', 'ord_1'),
      uses('freeze', 'rel_1'),
    ]),
  );
  expect(called).toEqual({
    nodes: [],
    edges: [{ from: { kind: 'freeze', id: 'rel_1' }, to: { kind: 'order', id: 'ord_1' }, rel: 'called-by', times: 2 }],
  });
});

it('AUD-01 says nothing of acts that do not lead data on', () => {
  expect(deriveEdges(entry('product.checked', 'product:prd_1', [uses('case', 'cas_1')])).edges).toEqual([]);
});
