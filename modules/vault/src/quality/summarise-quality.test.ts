import type { FieldDefinition } from '@sluice/catalogue';
import { describe, expect, it } from 'vitest';
import { summariseQuality, type QualityBatch } from './summarise-quality.ts';

const fields: readonly FieldDefinition[] = [
  { name: 'no', title: '编号', type: 'integer', required: true, unique: true, role: 'other', grade: 1 },
  { name: 'sex', title: '性别', type: 'text', required: false, codes: ['0', '1', '2'], role: 'other', grade: 1 },
];

const batch = (day: number, more: Partial<QualityBatch>): QualityBatch => ({
  id: `bat_${day}`,
  epoch_id: null,
  received_at: new Date(Date.UTC(2026, 0, day)),
  state: 'sealed',
  records: 100,
  quarantined: 0,
  quality: { score: 100, accuracy: 1, completeness: 1 },
  cycle_days: 7,
  faults: [],
  corrects: null,
  ...more,
});

const summary = (batches: readonly QualityBatch[], day: number) =>
  summariseQuality({
    resourceId: 'res_1',
    fields,
    cycleDays: 7,
    batches,
    periodDays: 365,
    now: new Date(Date.UTC(2026, 0, day)),
  });

describe('quality of a resource', () => {
  it('QUA-03 weighs the scores of a period by records', () => {
    const found = summary(
      [batch(1, { records: 100, quality: { score: 80 } }), batch(8, { records: 300, quality: { score: 100 } })],
      9,
    );
    expect(found.score).toBe(95);
    expect(found.trend.map((point) => point.quality?.score)).toEqual([80, 100]);
    expect(found.latest?.batchId).toBe('bat_8');
  });

  it('QUA-02 reports values outside a code list by sentence, with the number of records', () => {
    const faults = [
      { field: 'sex', rule: 'codes', rows: 3 },
      { rule: 'structure.columns', rows: 1 },
    ];
    const { rules } = summary([batch(1, { faults: [] }), batch(8, { faults, quarantined: 4 })], 9);
    const codes = rules.find((rule) => rule.field === 'sex' && rule.rule === 'codes');
    expect(codes).toMatchObject({ broken: 3, share: 0.03, batchesBroken: 1, dimension: 'conformity' });
    expect(codes?.sentence.zh).toBe('“性别”应为 0、1、2 之一');
    expect(rules.filter((rule) => rule.broken === 0).map((rule) => rule.rule)).toEqual([
      'required',
      'type',
      'duplicate',
    ]);
    expect(rules.at(-1)).toMatchObject({ rule: 'structure.columns', broken: 1 });
  });

  it('COL-09 compares the declared cycle with the measured time between deliveries', () => {
    const late = summary([batch(1, {}), batch(8, {}), batch(9, { corrects: 'bat_8' }), batch(28, {})], 30).delay;
    expect(late).toEqual({ declaredDays: 7, medianDays: 13.5, worstDays: 20, daysSinceLast: 2, overdue: false });
    expect(summary([batch(1, {}), batch(2, { state: 'rejected' })], 20).delay).toMatchObject({
      daysSinceLast: 19,
      overdue: true,
    });
    expect(summary([], 20)).toMatchObject({ trend: [], delay: { overdue: false } });
  });
});
