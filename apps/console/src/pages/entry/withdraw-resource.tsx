import { registerRoutes } from '@sluice/contract';
import { useWrite } from '../../api/use-call.ts';
import { ActForm, filled } from '../../design/act-form.tsx';
import { useEntryWords } from '../../i18n/entry/index.ts';

/** Takes a published entry out of the catalogue; its identifier keeps saying when and why (CAT-08). */
export function WithdrawResource({ id }: { readonly id: string }) {
  const w = useEntryWords();
  const withdraw = useWrite(registerRoutes.withdrawResource, { done: w.withdrawn });
  return (
    <ActForm
      label={w.withdraw}
      text={w.withdrawText}
      fields={[
        { name: 'reason', label: w.withdrawReason, kind: 'area', required: true },
        { name: 'successor', label: w.withdrawSuccessor },
      ]}
      act={(given) =>
        withdraw.mutateAsync({
          params: { id },
          body: { reason: given.text('reason'), ...filled({ successor: given.text('successor') }) },
        })
      }
    />
  );
}
