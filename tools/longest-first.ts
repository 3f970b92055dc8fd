import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take long, longest first; a file of the list that begins last would keep one core idle at the end. What a run
 * remembers of earlier ones is not enough: a fresh clone remembers nothing.
 */
const long: readonly RegExp[] = [
  /e2e\/console-(cases|market|catalogue)\./,
  /modules\/gate\/test\/generated-programs\./,
  /apps\/cli\/test\/start\./,
  /apps\/server\/test\/restore\./,
  // These wait for the city that the run makes beside its first files.
  /apps\/server\/test\/(chain|keep-and-destroy|refusals|bundles)\./,
  /apps\/cli\/test\//,
  /modules\/vault\/test\//,
  /modules\/ledger\/.*\.database\./,
  /\.database\.test\.ts$/,
];

const rankOf = ({ moduleId }: TestSpecification): number => {
  const at = long.findIndex((pattern) => pattern.test(moduleId));
  return at === -1 ? long.length : at;
};

/** Order in which the files of a run begin. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
