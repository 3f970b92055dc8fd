import { operationRoutes } from '@sluice/contract';
import { useMay } from '../../api/may.ts';
import { useWrite } from '../../api/use-call.ts';
import { ActForm } from '../../design/act-form.tsx';
import { useDeveloperWords } from '../../i18n/developers/index.ts';

const GROUNDS = ['own-request', 'breach', 'illegality'] as const;

/** Ends an operation agreement on its ground; says what becomes of the grants that rest on it (AUT-08, AUT-09). */
export function EndAgreement({ id }: { readonly id: string }) {
  const w = useDeveloperWords();
  const may = useMay();
  const end = useWrite(operationRoutes.endAgreement, { done: w.ended });
  if (!may('operator-agreement.end')) return null;
  return (
    <ActForm
      label={w.end}
      text={w.endText}
      fields={[
        {
          name: 'ground',
          label: w.endGround,
          kind: 'select',
          required: true,
          options: GROUNDS.map((value) => ({ value, label: w.endGrounds[value] })),
        },
        {
          name: 'handover',
          label: w.handover,
          kind: 'select',
          start: 'successor',
          options: (['successor', 'end'] as const).map((value) => ({ value, label: w.handovers[value] })),
        },
        {
          name: 'serious',
          label: w.serious,
          kind: 'select',
          start: 'no',
          options: [
            { value: 'no', label: w.seriousNo },
            { value: 'yes', label: w.seriousYes },
          ],
          shown: (given) => given.text('ground') !== 'own-request',
        },
        { name: 'reason', label: w.reason, kind: 'area', required: true },
      ]}
      act={(given) =>
        end.mutateAsync({
          params: { id },
          body: {
            ground: GROUNDS.find((one) => one === given.text('ground')) ?? 'own-request',
            reasons: [given.text('reason')],
            handover: given.text('handover') === 'end' ? 'end' : 'successor',
            ...(given.text('serious') === 'yes' ? { serious: true } : {}),
          },
        })
      }
    />
  );
}
