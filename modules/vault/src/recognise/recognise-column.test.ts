import { describe, expect, it } from 'vitest';
import { recogniseColumn } from './recognise-column.ts';

const mobiles = Array.from({ length: 30 }, (_, i) => `139${String(12_345_600 + i * 37)}`);
const names = ['王伟', '李娜', '张敏', '刘洋', '欧阳雪', '陈静'];

describe('what a column is', () => {
  it('SEC-04 believes values that prove it alone, and says how many', () => {
    const found = recogniseColumn({ name: 'c7', values: mobiles });
    expect(found).toMatchObject({ by: 'values', share: 1, looked: 30 });
    expect(found?.recogniser.name).toBe('mobile');
  });

  it('SEC-04 believes a form that many words have only with a word in the name', () => {
    expect(recogniseColumn({ name: 'c1', values: names })).toBeUndefined();
    const named = recogniseColumn({ name: 'xm', title: '患者姓名', values: names });
    expect(named?.recogniser.name).toBe('person-name');
    expect(named).toMatchObject({ by: 'both', word: '姓名' });
  });

  it('SEC-04 is not misled by part of a word, by a word that says otherwise, or by few values', () => {
    expect(recogniseColumn({ name: 'academic_year_code', values: ['2023', '2024'] })).toBeUndefined();
    expect(recogniseColumn({ name: 'hotel_name', title: '酒店名称', values: ['喜来登', '希尔顿'] })).toBeUndefined();
    expect(recogniseColumn({ name: 'n', title: '移动电话用户数', values: mobiles })).toBeUndefined();
    expect(recogniseColumn({ name: 'c', values: mobiles.slice(0, 3) })).toBeUndefined();
    expect(recogniseColumn({ name: 'address_type', values: ['INTERSECTION', 'BLOCKFACE'] })).toBeUndefined();
    expect(recogniseColumn({ name: 'diagnosis_system', values: ['西医诊断'] })).toBeUndefined();
    expect(recogniseColumn({ name: 'browser', values: ['Safari', 'Chrome', 'Firefox'] })).toBeUndefined();
  });

  it('SEC-04 takes a column that has no values at its word', () => {
    expect(recogniseColumn({ name: 'sfzh', values: [] })).toMatchObject({ by: 'name', word: 'sfzh' });
  });
});
