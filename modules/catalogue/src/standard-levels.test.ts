import { describe, expect, it } from 'vitest';
import { fieldIssues, type FieldDefinition, type Level } from './field.ts';
import { standardLevels } from './standard-levels.ts';

const field = (type: FieldDefinition['type'], levels: readonly Level[]): FieldDefinition => ({
  name: 'f',
  title: 'f',
  type,
  required: false,
  role: 'other',
  grade: 1,
  levels,
});
const typeOf = (level: Level): FieldDefinition['type'] =>
  level.kind === 'date' ? 'date' : level.kind === 'bin' || level.name === 'stage' ? 'integer' : 'text';

function bandAt(name: string, code: string): string | undefined {
  const level = standardLevels[name]?.level;
  return level?.kind === 'band' ? level.bands.findLast((item) => item.from <= code)?.label : undefined;
}

describe('standard hierarchies', () => {
  it.each(Object.entries(standardLevels))('AOC-09 %s may be declared on a field of its type', (_name, { level }) => {
    expect(fieldIssues([field(typeOf(level), [level])])).toEqual([]);
  });

  it('AOC-09 puts codes where the standards put them', () => {
    expect(['A09', 'D48', 'D50.1', 'H60', 'I10', 'U07.1', 'Z99'].map((code) => bandAt('icd-10-chapter', code))).toEqual(
      ['I', 'II', 'III', 'VIII', 'IX', 'XXII', 'XXI'],
    );
    expect(['01', '12', '13', '70', '97'].map((code) => bandAt('industry-section', code))).toEqual([
      'A',
      'B',
      'C',
      'K',
      'T',
    ]);
  });

  it('AOC-09 refuses bands that do not ascend or are of another type, and groups that share a value', () => {
    const wrong: readonly (readonly [FieldDefinition['type'], Level])[] = [
      [
        'integer',
        {
          name: 'b',
          kind: 'band',
          bands: [
            { from: 5, label: 'x' },
            { from: 5, label: 'y' },
          ],
        },
      ],
      ['integer', { name: 'b', kind: 'band', bands: [{ from: '5', label: 'x' }] }],
      [
        'text',
        {
          name: 'm',
          kind: 'map',
          groups: [
            { label: 'x', values: ['a'] },
            { label: 'y', values: ['a'] },
          ],
        },
      ],
      ['integer', { name: 'm', kind: 'map', groups: [{ label: 'x', values: ['1'] }] }],
    ];
    for (const [type, level] of wrong)
      expect(fieldIssues([field(type, [level])])).toEqual([
        { code: 'field.level-not-for-type', path: 'fields.0.levels.0' },
      ]);
  });
});
