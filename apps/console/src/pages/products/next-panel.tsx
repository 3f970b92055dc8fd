import { productRoutes, tradingRoutes } from '@sluice/contract';
import { useEffect, useState } from 'react';
import { useTranslation } from '../../i18n/translate.ts';
import { useWrite } from '../../api/use-call.ts';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { ErrorState } from '../../design/error-state.tsx';
import { Go } from '../../design/go.tsx';
import { Button, Panel } from '../../design/primitives.tsx';
import { fill } from '../../i18n/area.ts';
import { useProductWords } from '../../i18n/products/index.ts';
import type { Dossier } from './dossier.ts';
import { PriceForm } from './price-form.tsx';
import css from './products.module.css';
import { EndService } from './end-service.tsx';

/** What comes next for this product, and what this reader can do about it. */
export function NextPanel(props: { readonly one: Dossier; readonly role: string }) {
  const { one, role } = props;
  const w = useProductWords().next;
  const { t } = useTranslation();
  const waiting = one.review?.next?.role ?? '';
  const words: Readonly<Record<Dossier['state'], string>> = {
    draft: w.draft,
    returned: w.returned,
    frozen: w.frozen,
    checking: waiting === role ? w.mineToDecide : fill(w.checking, { role: t(`role.${waiting}` as 'role.buyer') }),
    refused: w.refused,
    approved: w.approved,
    listed: w.listed,
    suspended: w.suspended,
    delisted: w.delisted,
  };
  const sent = one.state === 'returned' || one.state === 'refused';
  const reasons = sent ? one.reasons.flatMap((reason) => reason.params?.['text'] ?? []) : [];
  return (
    <Panel id="next" title={w.title}>
      <div className={css['next']}>
        <p>{words[one.state]}</p>
        {reasons.length > 0 ? (
          <ul className={css['reasons']}>
            {reasons.map((reason) => (
              <li key={String(reason)}>{String(reason)}</li>
            ))}
          </ul>
        ) : null}
        {role === 'developer' ? <DeveloperActs one={one} /> : null}
        {role === 'operator' || role === 'data-authority' ? <OperatorActs one={one} role={role} /> : null}
        {['listed', 'suspended', 'delisted'].includes(one.state) ? (
          <Go to={`/console/market/${one.id}`}>{w.seePublic}</Go>
        ) : null}
      </div>
    </Panel>
  );
}

function DeveloperActs({ one }: { readonly one: Dossier }) {
  const w = useProductWords().next;
  const freeze = useWrite(productRoutes.freezeProduct, {});
  const apply = useWrite(productRoutes.applyForRelease, {});
  const params = { id: one.id };
  if (freeze.isPending) return <Freezing />;
  return (
    <>
      {freeze.error ? <ErrorState error={freeze.error} /> : null}
      {apply.error ? <ErrorState error={apply.error} /> : null}
      <div className={css['acts']}>
        {['draft', 'returned', 'frozen'].includes(one.state) ? (
          <Go className={css['edit'] ?? ''} to={`/console/products/new?product=${one.id}`}>
            {w.edit}
          </Go>
        ) : null}
        {one.state === 'draft' || one.state === 'returned' ? (
          <Button look="primary" onClick={() => freeze.mutate({ params, query: {} })} data-testid="freeze">
            {w.freeze}
          </Button>
        ) : null}
        {one.state === 'frozen' ? (
          <ConfirmAct
            label={w.apply}
            look="primary"
            text={w.applyText}
            act={() => apply.mutateAsync({ params, query: {} })}
          />
        ) : null}
      </div>
      {['approved', 'listed', 'suspended'].includes(one.state) ? <PriceForm id={one.id} /> : null}
    </>
  );
}

/** A freeze computes many answers: how long it has taken so far, and what is going on. */
function Freezing() {
  const w = useProductWords().next;
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div role="status" className={css['freezing']}>
      <div className={css['progress']} aria-hidden>
        <span />
      </div>
      {w.freezing} {fill(w.elapsed, { seconds })}
    </div>
  );
}

function OperatorActs(props: { readonly one: Dossier; readonly role: string }) {
  const { one, role } = props;
  const w = useProductWords().next;
  const list = useWrite(tradingRoutes.openListing, {});
  const resume = useWrite(tradingRoutes.resumeProduct, {});
  const params = { id: one.id };
  return (
    <div className={css['acts']}>
      {one.state === 'approved' && role === 'operator' ? (
        <ConfirmAct
          label={w.list}
          look="primary"
          text={w.listText}
          act={() => list.mutateAsync({ params, query: {} })}
        />
      ) : null}
      {one.state === 'listed' ? <EndService id={one.id} kind="suspend" /> : null}
      {one.state === 'suspended' ? (
        <ConfirmAct
          label={w.resume}
          look="primary"
          text={w.resumeText}
          reason={w.reason}
          reasonRequired
          act={(reason) => resume.mutateAsync({ params, query: {}, body: { reason } })}
        />
      ) : null}
      {one.state === 'listed' || one.state === 'suspended' ? <EndService id={one.id} kind="delist" /> : null}
    </div>
  );
}
