import { tradingRoutes, type CallInput } from '@sluice/contract';
import { useState } from 'react';
import { useWrite } from '../../api/use-call.ts';
import { useErrorWords } from '../../design/error-state.tsx';
import { Button } from '../../design/primitives.tsx';
import { fill } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useProductWords } from '../../i18n/products/index.ts';
import css from './products.module.css';

type Price = CallInput<typeof tradingRoutes.setPrice>['body'];
const AMOUNT = /^\d{1,13}(\.\d{1,2})?$/;

/** The first price of a product, or the next one by its adjustment rule. */
export function PriceForm({ id }: { readonly id: string }) {
  const w = useProductWords().price;
  const words = useErrorWords();
  const save = useWrite(tradingRoutes.setPrice, { done: w.saved });
  const [basis, setBasis] = useState<Price['basis']>('market');
  const [amount, setAmount] = useState('');
  const [unit, setUnit] = useState<Price['unit']>('call');
  const [noticeDays, setNotice] = useState('30');
  const [most, setMost] = useState('20');
  const free = basis === 'free';
  const wrong = !free && amount !== '' && !AMOUNT.test(amount);
  const submit = (): void =>
    save.mutate({
      params: { id },
      query: {},
      body: {
        basis,
        amount: free ? '0' : amount,
        unit,
        adjustment: { noticeDays: Number(noticeDays) || 0, ...(most ? { maxChangePercent: Number(most) } : {}) },
      },
    });
  return (
    <form
      className={css['price']}
      aria-label={w.title}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label className={css['field']}>
        <span>{w.basis}</span>
        <select value={basis} onChange={(event) => setBasis(event.target.value as Price['basis'])}>
          {(['market', 'free'] as const).map((one) => (
            <option key={one} value={one}>
              {w.bases[one]}
            </option>
          ))}
        </select>
      </label>
      {free ? null : (
        <label className={css['field']}>
          <span>{w.amount}</span>
          <input
            inputMode="decimal"
            value={amount}
            aria-invalid={wrong}
            onChange={(event) => setAmount(event.target.value)}
          />
          {wrong ? <span className={css['wrong']}>{w.amountWrong}</span> : null}
        </label>
      )}
      <label className={css['field']}>
        <span>{w.unit}</span>
        <select value={unit} onChange={(event) => setUnit(event.target.value as Price['unit'])}>
          {(['call', 'row', 'order'] as const).map((one) => (
            <option key={one} value={one}>
              {w.units[one]}
            </option>
          ))}
        </select>
      </label>
      <label className={css['field']}>
        <span>{w.notice}</span>
        <input inputMode="numeric" value={noticeDays} onChange={(event) => setNotice(event.target.value)} />
      </label>
      <label className={css['field']}>
        <span>{w.most}</span>
        <input inputMode="numeric" value={most} onChange={(event) => setMost(event.target.value)} />
      </label>
      <Button look="primary" type="submit" disabled={save.isPending || (!free && !AMOUNT.test(amount))}>
        {w.save}
      </Button>
      {save.error ? (
        <p className={css['wrong']} role="alert">
          {words(save.error).title}
        </p>
      ) : null}
      {save.data ? (
        <ul className={css['prices']}>
          {save.data.data.prices.map((one) => (
            <li key={one.id}>
              {one.amount} · {w.units[one.unit]} · {fill(w.since, { date: formatInstant(one.validFrom) })}
            </li>
          ))}
        </ul>
      ) : null}
    </form>
  );
}
