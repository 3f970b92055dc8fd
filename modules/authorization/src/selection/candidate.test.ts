import { join } from 'node:path';
import { loadProfiles } from '@sluice/profile';
import { expect, it } from 'vitest';
import { checkCandidate, type Application } from './candidate.ts';

const profiles = (await loadProfiles(join(import.meta.dirname, '../../../../profiles'))).list('2026-11-22');
const strict = profiles.find((profile) => profile.security.mlps_min_level.value === 3) ?? expect.fail('no such text');
const lax = profiles.find((profile) => profile.operator.proofs.value.length === 0) ?? expect.fail('no such text');
const ON = '2026-11-22';

const complete = (kind: 'operator' | 'developer'): Application => ({
  proofs: strict[kind].proofs.value.map(({ id, expires }) => ({
    id,
    reference: 'no. 1',
    ...(expires ? { expiresOn: '2027-01-01' } : {}),
  })),
  statements: kind === 'operator' ? { mlpsLevel: 3, mlpsExpiresOn: '2027-01-01', cryptoExpiresOn: '2027-01-01' } : {},
});
const codes = (kind: 'operator' | 'developer', over: Partial<Application>, listed: string[] = []) =>
  checkCandidate(strict, kind, { ...complete(kind), ...over }, listed, ON).map((issue) => issue.code);
const stated = (more: Application['statements']) =>
  codes('operator', { statements: { ...complete('operator').statements, ...more } });

it('AUT-03 asks for every proof of the text, names the one that is missing, and watches those that run out', () => {
  expect(codes('operator', {})).toEqual([]);
  const { proofs } = complete('operator');
  for (const left of proofs) {
    const issues = checkCandidate(
      strict,
      'operator',
      { ...complete('operator'), proofs: proofs.filter((one) => one !== left) },
      [],
      ON,
    );
    expect(issues).toMatchObject([{ code: 'candidate.proof-missing', path: `proofs.${left.id}` }]);
  }
  const dated = proofs.filter((one) => one.expiresOn !== undefined);
  expect(dated.length).toBeGreaterThan(0);
  const expired = proofs.map((one) => (one.expiresOn === undefined ? one : { ...one, expiresOn: '2026-11-21' }));
  expect(codes('operator', { proofs: expired })).toEqual(dated.map(() => 'candidate.proof-expired'));
});

it('AUT-04 refuses a lower level, an assessment that ran out, and an incident 35 months old, not one of 37', () => {
  expect(stated({ mlpsLevel: 2 })).toEqual(['candidate.mlps-level']);
  expect(stated({ mlpsExpiresOn: '2026-11-21' })).toEqual(['candidate.mlps-expired']);
  expect(stated({ cryptoExpiresOn: undefined })).toEqual(['candidate.crypto-expired']);
  expect(stated({ lastMajorIncidentOn: '2023-12-22' })).toEqual(['candidate.incident']);
  expect(stated({ lastMajorIncidentOn: '2023-10-22' })).toEqual([]);
});

it('DEV-02 refuses whoever stands on any one of the lists, with the list named, and whoever ever had an incident', () => {
  expect(codes('developer', {})).toEqual([]);
  const lists = strict.developer.exclusion_lists.value;
  expect(lists).toHaveLength(3);
  for (const { id } of lists) {
    expect(checkCandidate(strict, 'developer', complete('developer'), [id], ON)).toMatchObject([
      { code: 'candidate.listed', params: { list: id } },
    ]);
  }
  expect(codes('developer', { statements: { lastMajorIncidentOn: '2001-01-01' } })).toEqual(['candidate.incident']);
});

it('JUR-01 asks for nothing that the text of another jurisdiction asks for', () => {
  expect(checkCandidate(lax, 'operator', { proofs: [], statements: {} }, [], ON)).toEqual([]);
});
