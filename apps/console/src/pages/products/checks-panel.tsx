import { productRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useReasonWords } from './reason-words.ts';
import { useWrite } from '../../api/use-call.ts';
import { useErrorWords } from '../../design/error-state.tsx';
import { Icon } from '../../design/icon.tsx';
import { Button, Panel, Segmented, Tag } from '../../design/primitives.tsx';
import { sayOf, titleIn, useLanguage } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useProductWords } from '../../i18n/products/index.ts';
import { CHECKS, COMPUTED, type Dossier } from './dossier.ts';
import css from './products.module.css';

type Outcome = 'pass' | 'fail';

/** The six points of the review with their findings; whoever's turn it is writes the missing ones and decides. */
export function ChecksPanel(props: { readonly one: Dossier; readonly role: string }) {
  const { one, role } = props;
  const w = useProductWords().checks;
  const language = useLanguage();
  const reasonWords = useReasonWords();
  const step = one.review?.steps.find((item) => item.state === 'current');
  const mine = one.state === 'checking' && one.review?.next?.role === role;
  const aspects = step?.aspects ?? one.review?.steps.at(-1)?.aspects ?? [];
  const names = aspects.length > 0 ? aspects.map((aspect) => aspect.id) : [...CHECKS];
  const title = (name: string): string => {
    const found = aspects.find((aspect) => aspect.id === name);
    return found ? titleIn(language, found) : ((w.names as Readonly<Record<string, string>>)[name] ?? name);
  };
  return (
    <Panel id="checks" title={w.title} note={one.review ? w.note : w.notYet}>
      <ol className={css['checks']}>
        {names.map((name, at) => {
          const found = one.checks.findLast((check) => check.check === name);
          const computed = COMPUTED.includes(name);
          return (
            <li key={name} data-outcome={found?.outcome ?? 'none'} data-testid="check">
              <span className={css['checkMark']}>
                {found ? <Icon name={found.outcome === 'pass' ? 'check' : 'cross'} size={14} /> : at + 1}
              </span>
              <div className={css['checkText']}>
                <div>
                  <strong>{title(name)}</strong> <Tag>{computed ? w.platform : w.person}</Tag>{' '}
                  {found ? (
                    <Tag tone={found.outcome === 'pass' ? 'ok' : 'bad'}>
                      {found.outcome === 'pass' ? w.pass : w.fail}
                    </Tag>
                  ) : null}
                </div>
                {found?.finding ? <p>{found.finding}</p> : null}
                {found?.measure ? <p>{sayOf(language, w.measure, found.measure)}</p> : null}
                {found?.reasons.map((reason) => (
                  <p key={reason.code}>{reasonWords(reason)}</p>
                ))}
                {found ? <time dateTime={found.at}>{formatInstant(found.at)}</time> : null}
                {!found && mine && !computed ? <FindingForm id={one.id} check={name} /> : null}
                {!found && one.review && !(mine && !computed) ? <p>{w.waiting}</p> : null}
              </div>
            </li>
          );
        })}
      </ol>
      {mine ? <Decision id={one.id} /> : null}
    </Panel>
  );
}

function FindingForm(props: { readonly id: string; readonly check: string }) {
  const w = useProductWords().checks;
  const words = useErrorWords();
  const record = useWrite(productRoutes.recordCheck, {});
  const [outcome, setOutcome] = useState<Outcome>('pass');
  const [finding, setFinding] = useState('');
  const [measure, setMeasure] = useState('');
  return (
    <form
      className={css['finding']}
      onSubmit={(event) => {
        event.preventDefault();
        record.mutate({
          params: { id: props.id, check: props.check },
          query: {},
          body: { outcome, finding: finding.trim(), ...(measure.trim() ? { measure: measure.trim() } : {}) },
        });
      }}
    >
      <Segmented
        label={w.finding}
        value={outcome}
        options={[
          { value: 'pass', label: w.pass },
          { value: 'fail', label: w.fail },
        ]}
        onChange={setOutcome}
      />
      <label className={css['field']}>
        <span>{w.finding}</span>
        <textarea rows={2} value={finding} onChange={(event) => setFinding(event.target.value)} />
      </label>
      <label className={css['field']}>
        <span>{w.measure}</span>
        <input value={measure} onChange={(event) => setMeasure(event.target.value)} />
      </label>
      <Button type="submit" disabled={record.isPending || finding.trim() === ''}>
        {w.record}
      </Button>
      {record.error ? (
        <p className={css['wrong']} role="alert">
          {words(record.error).title}
        </p>
      ) : null}
    </form>
  );
}

function Decision({ id }: { readonly id: string }) {
  const w = useProductWords().checks;
  const words = useErrorWords();
  const decide = useWrite(productRoutes.decideProduct, {});
  const [outcome, setOutcome] = useState<'approve' | 'return' | 'refuse'>('approve');
  const [reasons, setReasons] = useState('');
  const needed = outcome !== 'approve';
  return (
    <form
      className={css['decision']}
      aria-label={w.decision}
      onSubmit={(event) => {
        event.preventDefault();
        const listed = reasons.split('\n').map((line) => line.trim());
        decide.mutate({ params: { id }, query: {}, body: { outcome, reasons: listed.filter(Boolean) } });
      }}
    >
      <h3>{w.decision}</h3>
      <Segmented
        label={w.decision}
        value={outcome}
        options={[
          { value: 'approve', label: w.approve },
          { value: 'return', label: w.return },
          { value: 'refuse', label: w.refuse },
        ]}
        onChange={setOutcome}
      />
      <label className={css['field']}>
        <span>{needed ? w.reasonsNeeded : w.reasons}</span>
        <textarea rows={2} value={reasons} onChange={(event) => setReasons(event.target.value)} />
      </label>
      <Button look="primary" type="submit" disabled={decide.isPending || (needed && reasons.trim() === '')}>
        {w.decide}
      </Button>
      {decide.error ? (
        <p className={css['wrong']} role="alert">
          {words(decide.error).title}
        </p>
      ) : null}
    </form>
  );
}
