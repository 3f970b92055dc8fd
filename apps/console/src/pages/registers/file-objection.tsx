import { registerRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useSession } from '../../api/session.ts';
import { useWrite } from '../../api/use-call.ts';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { useRegisterWords } from '../../i18n/registers/index.ts';
import css from './registers.module.css';

const RAISES = ['operator', 'developer', 'data-subject', 'buyer'];
const KINDS = ['data', 'catalogue', 'opening'] as const;

/** Objects to a resource, for those who use it or whom it is about. */
export function FileObjection({ resourceId }: { readonly resourceId: string }) {
  const o = useRegisterWords().objections;
  const role = useSession().data?.active.role ?? '';
  const [kind, setKind] = useState<(typeof KINDS)[number]>('data');
  const file = useWrite(registerRoutes.fileObjection);
  if (!RAISES.includes(role)) return null;
  return (
    <ConfirmAct
      label={o.file}
      text={o.fileText}
      reason={o.statement}
      reasonRequired
      act={(statement) => file.mutateAsync({ body: { kind, resourceId, statement, evidence: [] } })}
    >
      <label className={css['field']}>
        {o.fileKind}
        <select value={kind} onChange={(event) => setKind(KINDS.find((one) => one === event.target.value) ?? 'data')}>
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {o.kinds[one]}
            </option>
          ))}
        </select>
      </label>
    </ConfirmAct>
  );
}
