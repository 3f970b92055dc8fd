import { join } from 'node:path';
import { fieldUses, identifierRoles, loadProfiles } from '@sluice/profile';
import { describe, expect, it } from 'vitest';
import { deriveUses } from './derive-uses.ts';

const profiles = (await loadProfiles(join(import.meta.dirname, '../../../profiles'))).list('2026-03-02');
const grades = [1, 2, 3, 4] as const;
const declarations = [{}, { measure: true }, { levels: [{}] }, { measure: true, levels: [{}] }];

describe('uses of a granted field', () => {
  it('are never more than those of the role, of the grade, and of what is declared', () => {
    for (const profile of profiles) {
      for (const role of identifierRoles) {
        for (const grade of grades) {
          for (const declared of declarations) {
            const { uses } = deriveUses(profile, { name: 'f', title: 'f', role, grade, ...declared });
            for (const use of uses) {
              expect(profile.field_uses.by_role.value[role]).toContain(use);
              expect(profile.field_uses.by_grade.value[`${grade}`]).toContain(use);
            }
            if (!('measure' in declared)) expect(uses).not.toContain('sum');
            if (!('levels' in declared)) expect(uses).not.toContain('group');
          }
        }
      }
    }
  });

  it('give a direct identifier nothing, and a sensitive field or an entity key no projection', () => {
    for (const profile of profiles) {
      const uses = (role: (typeof identifierRoles)[number]) =>
        deriveUses(profile, { name: 'f', title: 'f', role, grade: 1, measure: true, levels: [{}] });
      expect(uses('direct-identifier').uses).toEqual([]);
      expect(uses('direct-identifier').reasons.map((reason) => reason.code)).toEqual(['grant.role-without-use']);
      for (const role of ['entity-key', 'quasi-identifier', 'sensitive'] as const)
        expect(uses(role).uses).not.toContain('project');
      expect(uses('other').uses.length).toBeLessThanOrEqual(fieldUses.length);
    }
  });
});
