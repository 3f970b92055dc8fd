import { authorizationRoutes } from '@sluice/contract';
import { useWrite } from '../../api/use-call.ts';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { Go } from '../../design/go.tsx';
import { useCasesWords } from '../../i18n/cases/index.ts';
import { pageExists } from '../../pages.ts';
import type { Application } from './case-data.ts';
import css from './case.module.css';
import buttons from '../../design/primitives.module.css';

/** What this reader may do with the application besides deciding: go on writing, supplement, withdraw, see the grant. */
export function OwnActs(props: { readonly application: Application }) {
  const words = useCasesWords();
  const w = words.case;
  const { application } = props;
  const reexamine = useWrite(authorizationRoutes.reexamineApplication);
  const withdraw = useWrite(authorizationRoutes.withdrawApplication);
  const may = (act: string): boolean => application.mayDo.includes(act);
  const grant = application.grantId ? `/console/grants/${application.grantId}` : null;
  const form = `/console/cases/new?draft=${application.id}`;
  if (grant === null && !['edit', 'supplement', 'apply-again', 're-examine', 'withdraw'].some(may)) return null;
  return (
    <div className={css['ownActs']}>
      {may('edit') ? <LinkButton to={form} primary label={w.continue} /> : null}
      {may('supplement') ? <LinkButton to={form} primary label={w.supplement} /> : null}
      {may('apply-again') ? <LinkButton to={`/console/cases/new?previous=${application.id}`} label={w.again} /> : null}
      {may('re-examine') ? (
        <ConfirmAct
          label={w.reexamine}
          text={w.reexamineText}
          reason={w.reexamineReason}
          reasonRequired
          act={(ground) => reexamine.mutateAsync({ params: { id: application.id }, body: { ground } })}
        />
      ) : null}
      {grant && pageExists(grant) ? <LinkButton to={grant} label={w.openGrant} /> : null}
      {may('withdraw') ? (
        <ConfirmAct
          label={w.withdraw}
          look="quiet"
          text={w.withdrawText}
          reason={w.withdrawReason}
          reasonRequired
          act={(reason) => withdraw.mutateAsync({ params: { id: application.id }, body: { reason } })}
        />
      ) : null}
    </div>
  );
}

function LinkButton(props: { readonly to: string; readonly label: string; readonly primary?: boolean }) {
  return (
    <Go className={`${buttons['button']} ${props.primary ? buttons['primary'] : ''}`} to={props.to}>
      {props.label}
    </Go>
  );
}
