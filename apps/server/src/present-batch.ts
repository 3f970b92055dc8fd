import type { Params, Reason } from '@sluice/kernel';
import type { BatchView } from '@sluice/vault';

/** A batch as the contract has it: reasons with lists of their own. */
export const batchAnswer = ({ warnings, refusal, ...batch }: BatchView) => ({
  ...batch,
  warnings: warnings.map(reasonView),
  ...(refusal ? { refusal: reasonView(refusal) } : {}),
});

const reasonView = (reason: Reason) => ({
  code: reason.code,
  ...(reason.params ? { params: paramsView(reason.params) } : {}),
});

const paramsView = (params: Params): Record<string, string | number | boolean | string[]> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
  );
