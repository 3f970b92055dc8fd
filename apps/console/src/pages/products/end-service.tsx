import { tradingRoutes, type CallInput } from '@sluice/contract';
import { useState } from 'react';
import { useWrite } from '../../api/use-call.ts';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { useProductWords } from '../../i18n/products/index.ts';
import css from './products.module.css';

type Delisting = CallInput<typeof tradingRoutes.delistProduct>['body'];
type Ground = Delisting['ground'];
type Copies = NonNullable<Delisting['deliveredCopies']>;

/** Suspension or delisting, with its ground, its reason and what becomes of copies. */
export function EndService(props: { readonly id: string; readonly kind: 'suspend' | 'delist' }) {
  const w = useProductWords();
  const suspend = useWrite(tradingRoutes.suspendProduct, {});
  const delist = useWrite(tradingRoutes.delistProduct, {});
  const grounds = Object.keys(w.ground) as Ground[];
  const [ground, setGround] = useState<Ground>('violation');
  const [copies, setCopies] = useState<Copies>('none');
  const base = { params: { id: props.id }, query: {} };
  const ends = props.kind === 'delist';
  return (
    <ConfirmAct
      label={ends ? w.next.delist : w.next.suspend}
      text={ends ? w.next.delistText : w.next.suspendText}
      reason={w.next.reason}
      reasonRequired
      act={(reason) =>
        ends
          ? delist.mutateAsync({ ...base, body: { ground, reason, deliveredCopies: copies } })
          : suspend.mutateAsync({ ...base, body: { ground, reason } })
      }
    >
      <label className={css['field']}>
        <span>{w.next.ground}</span>
        <select value={ground} onChange={(event) => setGround(event.target.value as Ground)}>
          {grounds.map((one) => (
            <option key={one} value={one}>
              {w.ground[one]}
            </option>
          ))}
        </select>
      </label>
      {ends ? (
        <label className={css['field']}>
          <span>{w.copies.title}</span>
          <select value={copies} onChange={(event) => setCopies(event.target.value as Copies)}>
            {(['none', 'keep', 'return', 'destroy'] as const).map((one) => (
              <option key={one} value={one}>
                {w.copies[one]}
              </option>
            ))}
          </select>
        </label>
      ) : null}
    </ConfirmAct>
  );
}
