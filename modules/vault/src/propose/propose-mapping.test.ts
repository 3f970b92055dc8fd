import type { FieldDefinition } from '@sluice/catalogue';
import { describe, expect, it } from 'vitest';
import { proposeMapping } from './propose-mapping.ts';
import { readHead } from './read-head.ts';

const ids = ['11010519491231002X', '440524188001010014'];
const rows = Array.from(
  { length: 60 },
  (_, i) =>
    `${1000 + i},${ids[i % 2]},${(i % 2) + 1},2026-01-${String((i % 28) + 1).padStart(2, '0')},${i}.5,0${i % 9}01`,
);
const text = `编号,身份证号,性别,就诊日期,费用,机构代号\n${rows.join('\n')}\n`;

const column = (bytes: Buffer, at: number, fields: readonly FieldDefinition[] = []) => {
  const found = proposeMapping(readHead(bytes, true), fields).columns[at];
  if (!found) throw new RangeError('no such column');
  return found;
};

describe('mapping proposal', () => {
  it('COL-08 proposes types, keys, protection, code lists and standard elements from the head of a file', () => {
    const bytes = Buffer.from(text);
    expect(column(bytes, 0).field).toMatchObject({ title: '编号', type: 'integer', unique: true, required: true });
    expect(column(bytes, 1)).toMatchObject({
      element: { code: 'citizen-id' },
      field: { type: 'text', checksum: 'citizen-id', role: 'entity-key', entity: 'person', grade: 4 },
    });
    expect(column(bytes, 2)).toMatchObject({
      element: { code: 'sex' },
      field: { type: 'text', codes: ['0', '1', '2', '9'] },
    });
    expect(column(bytes, 3).field.type).toBe('date');
    expect(column(bytes, 4).field).toMatchObject({ type: 'decimal', measure: true });
    // A leading zero makes a code, which is text however many digits it has.
    expect(column(bytes, 5).field.type).toBe('text');
    expect(column(bytes, 1).reasons.map((reason) => reason.code)).toContain('mapping.recognised-by-both');
  });

  it('COL-08 reads a head in GB 18030 and UTF-16, without header, with another delimiter, and as JSON', () => {
    const gbk = Buffer.from('d0d5c3fb2cc4eac1e40acdf5ceb02c33300ac0eec4c82c34310a', 'hex');
    expect(readHead(gbk, true)).toMatchObject({
      encoding: 'gb18030',
      names: ['姓名', '年龄'],
      records: [
        ['王伟', '30'],
        ['李娜', '41'],
      ],
    });
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('姓名\t年龄\n王伟\t30\n', 'utf16le')]);
    expect(readHead(wide, true)).toMatchObject({ encoding: 'utf-16le', delimiter: '\t', names: ['姓名', '年龄'] });
    const bare = proposeMapping(readHead(Buffer.from('1,2026-01-01\n2,2026-01-02\n'), true), []);
    expect(bare).toMatchObject({ hasHeader: false, records: 2, warnings: [{ code: 'mapping.no-header' }] });
    expect(bare.columns.map(({ field }) => field.name)).toEqual(['column_1', 'column_2']);
    const json = readHead(Buffer.from('{"a":1,"b":"x"}\n{"a":2,"c":null}\n{"a":3,'), false);
    expect(json).toMatchObject({
      format: 'json-lines',
      names: ['a', 'b', 'c'],
      records: [
        ['1', 'x', null],
        ['2', null, null],
      ],
    });
    expect(readHead(Buffer.from('[{"a":1},{"a":2}]'), true)).toMatchObject({ format: 'json', records: [['1'], ['2']] });
  });

  it('COL-08 leaves the cut last record out and reads quotes', () => {
    const head = readHead(Buffer.from('a,b\n1,"x, ""y"""\n2,"cut he'), false);
    expect(head.records).toEqual([['1', 'x, "y"']]);
  });

  it('COL-08 binds columns to fields by name, title and element, and names what is missing', () => {
    const fields: readonly FieldDefinition[] = [
      { name: 'no', title: '编号', type: 'integer', required: true, role: 'other', grade: 1 },
      {
        name: 'person',
        title: '公民身份号码',
        type: 'text',
        required: true,
        role: 'entity-key',
        entity: 'person',
        grade: 3,
      },
      { name: 'doctor', title: '医师', type: 'text', required: true, role: 'other', grade: 1 },
    ];
    const found = proposeMapping(readHead(Buffer.from(text), true), fields);
    expect(found.columns.slice(0, 3).map(({ matches }) => matches)).toEqual(['no', 'person', null]);
    expect(found.columns[1]?.reasons).toContainEqual({
      code: 'mapping.under-graded',
      params: { proposed: 4, declared: 3 },
    });
    expect(found.missing).toEqual(['doctor']);
  });

  it('COL-08 tells beforehand what a delivery would be refused for, by the same rules', () => {
    const field = (name: string, title: string, required = true): FieldDefinition => {
      return { name, title, type: 'text', required, role: 'other', grade: 1 };
    };
    const fields = [field('clinic', '医院'), field('opened_on', '开诊日期')];
    const refusals = (head: string) => proposeMapping(readHead(Buffer.from(head), true), fields).refusals;
    expect(refusals('医院,Opened On\n一院,x1\n')).toEqual([]);
    expect(refusals('__line,医院,opened_on\n7,一院,x1\n')).toEqual([]);
    expect(refusals('日期,医院,医 院\n2026-01-01,一院,x1\n')).toEqual([
      { code: 'vault.column-missing', params: { line: 1, fields: ['opened_on'] } },
      { code: 'vault.column-unknown', params: { line: 1, positions: ['1'] } },
      { code: 'vault.column-repeated', params: { line: 1, fields: ['clinic'] } },
    ]);
    // Of JSON what is not known is left, as the delivery does.
    expect(refusals('{"clinic":"一院","opened_on":"x","more":1}')).toEqual([]);
  });

  it('COL-08 makes no column of an overlong record and says how many are uneven', () => {
    const head = readHead(Buffer.from('no,name\n1,甲\n2,乙,丙,丁\n3,戊\n'), true);
    const found = proposeMapping(head, []);
    expect(found.columns.map((one) => one.source)).toEqual(['no', 'name']);
    expect(found.warnings).toEqual([{ code: 'mapping.uneven', params: { records: 1 } }]);
  });

  it('COL-08 takes a number that every record has to itself for something that singles out', () => {
    expect(column(Buffer.from(text), 0).field).toMatchObject({ unique: true, role: 'quasi-identifier', grade: 2 });
  });

  it('COL-08 says when a form has to be rewritten first', () => {
    const head = readHead(Buffer.from('d,n\n2026年1月5日,"1,234"\n2025年11月15日,"2,345,678"\n'), true);
    const reasons = proposeMapping(head, []).columns.flatMap((one) => one.reasons);
    expect(reasons).toContainEqual({ code: 'mapping.foreign-form', params: { form: 'chinese-date' } });
    expect(reasons).toContainEqual({ code: 'mapping.foreign-form', params: { form: 'thousands' } });
  });
});
