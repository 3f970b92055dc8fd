import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take long, longest first; a file of the list that begins last would keep one core idle at the end. What a run
 * remembers of earlier ones is not enough: a fresh clone remembers nothing.
 */
const long: readonly RegExp[] = [
  /apps\/server\/test\/(chain|keep-and-destroy|refusals|bundles)\./,
  /modules\/gate\/test\/generated-programs\./,
  /apps\/server\/test\/restore\./,
  /apps\/cli\/test\/start\./,
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
