import { clockRoutes, jurisdictionRoutes, selectionRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useBodyName } from '../../api/bodies.ts';
import { useSession } from '../../api/session.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { useSelectionWords } from '../../i18n/selections/index.ts';
import css from './selections.module.css';
import type { Selection } from './selections-page.tsx';

type Props = { readonly selection: Selection };

const APPLIES = { operator: ['operator'], developer: ['developer'] } as const;
const SCORES = {
  operator: ['security-regulator', 'economic-regulator', 'third-party'],
  developer: ['sector-authority', 'security-regulator', 'third-party'],
} as const;
const DECIDES = {
  operator: ['data-authority', 'sector-authority'],
  developer: ['operator', 'county-authority'],
} as const;

/** What this reader may do next: stand, examine, score, decide. What is not his turn is not there. */
export function SelectionActs({ selection }: Props) {
  const active = useSession().data?.active;
  const now = useRead(clockRoutes.readClock, {}, { staleMs: 60_000 }).data?.now;
  if (!active || !now || active.jurisdiction !== selection.jurisdiction || selection.state !== 'open') return null;
  const has = (roles: readonly string[]): boolean => roles.includes(active.role);
  const over = selection.closesAt <= now;
  const running = !over && selection.opensAt <= now;
  const stands = selection.candidates.some((one) => one.body === active.bodyId);
  const unexamined = selection.candidates.some((one) => one.state === 'submitted');
  const eligible = selection.candidates.filter((one) => one.state === 'eligible');
  return (
    <>
      {running && has(APPLIES[selection.kind]) && !stands ? <Apply selection={selection} /> : null}
      {over && has(DECIDES[selection.kind]) && unexamined ? <Examine selection={selection} /> : null}
      {has(SCORES[selection.kind]) ? <Interest selection={selection} /> : null}
      {over && has(SCORES[selection.kind]) && eligible.length > 0 ? <Score selection={selection} /> : null}
      {over && has(DECIDES[selection.kind]) && !unexamined ? <Decide selection={selection} /> : null}
    </>
  );
}

function Apply({ selection }: Props) {
  const w = useSelectionWords().act;
  const apply = useWrite(selectionRoutes.applyForSelection);
  return (
    <ConfirmAct
      label={w.apply}
      look="primary"
      text={w.applyText}
      act={() => apply.mutateAsync({ params: { id: selection.id }, body: { proofs: [], statements: {} } })}
    />
  );
}

function Examine({ selection }: Props) {
  const w = useSelectionWords().act;
  const examine = useWrite(selectionRoutes.examineCandidates);
  return (
    <ConfirmAct
      label={w.examine}
      look="primary"
      text={w.examineText}
      act={() => examine.mutateAsync({ params: { id: selection.id }, body: { identifiers: {} } })}
    />
  );
}

function Interest({ selection }: Props) {
  const w = useSelectionWords().act;
  const declare = useWrite(selectionRoutes.declareSelectionInterest);
  return (
    <ConfirmAct
      label={w.interest}
      text={w.interestText}
      act={() => declare.mutateAsync({ params: { id: selection.id } })}
    />
  );
}

interface Criterion {
  readonly id: string;
  readonly title: string;
  readonly title_en: string;
  readonly max: number;
}

/** Criteria of the jurisdiction's profile for this kind of choice. */
function useCriteria({ selection }: Props): readonly Criterion[] {
  const profile = useRead(
    jurisdictionRoutes.readProfile,
    { params: { jurisdiction: selection.jurisdiction } },
    { staleMs: Number.POSITIVE_INFINITY },
  ).data;
  const rules = profile?.rules as
    | Readonly<Record<'operator' | 'developer', { readonly criteria: { readonly value: readonly Criterion[] } }>>
    | undefined;
  return rules?.[selection.kind].criteria.value ?? [];
}

function Score({ selection }: Props) {
  const w = useSelectionWords().act;
  const c = useSelectionWords().candidates;
  const language = useLanguage();
  const bodyName = useBodyName();
  const criteria = useCriteria({ selection });
  const eligible = selection.candidates.filter((one) => one.state === 'eligible');
  const [candidate, setCandidate] = useState(eligible[0]?.id ?? '');
  const [points, setPoints] = useState<Readonly<Record<string, string>>>({});
  const score = useWrite(selectionRoutes.scoreCandidate);
  return (
    <ConfirmAct
      label={w.score}
      look="primary"
      text={w.scoreText}
      act={() =>
        score.mutateAsync({
          params: { id: selection.id },
          body: {
            candidate,
            points: Object.fromEntries(criteria.map((one) => [one.id, Number(points[one.id] ?? '')])),
          },
        })
      }
    >
      <label className={css['field']}>
        {c.body}
        <select value={candidate} onChange={(event) => setCandidate(event.target.value)}>
          {eligible.map((one) => (
            <option key={one.id} value={one.id}>
              {bodyName(one.body) ?? one.body}
            </option>
          ))}
        </select>
      </label>
      {criteria.map((one) => (
        <label key={one.id} className={css['field']}>
          {titleIn(language, { title: one.title, titleEn: one.title_en })} · {fill(w.of, { max: one.max })}
          <input
            type="number"
            min={0}
            max={one.max}
            value={points[one.id] ?? ''}
            onChange={(event) => setPoints({ ...points, [one.id]: event.target.value })}
          />
        </label>
      ))}
    </ConfirmAct>
  );
}

function Decide({ selection }: Props) {
  const w = useSelectionWords().act;
  const bodyName = useBodyName();
  const eligible = selection.candidates.filter((one) => one.state === 'eligible');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [minutes, setMinutes] = useState('');
  const decide = useWrite(selectionRoutes.decideSelection);
  return (
    <ConfirmAct
      label={w.decide}
      look="primary"
      text={w.decideText}
      reason={w.reason}
      act={(reason) =>
        decide.mutateAsync({
          params: { id: selection.id },
          body: {
            chosen: [...chosen],
            reasons: reason ? [reason] : [],
            ...(minutes.trim() ? { minutes: minutes.trim() } : {}),
          },
        })
      }
    >
      {eligible.map((one) => (
        <label key={one.id} className={css['choice']}>
          <input
            type={selection.kind === 'operator' ? 'radio' : 'checkbox'}
            name="chosen"
            checked={chosen.includes(one.id)}
            onChange={(event) =>
              setChosen(
                selection.kind === 'operator'
                  ? [one.id]
                  : event.target.checked
                    ? [...chosen, one.id]
                    : chosen.filter((id) => id !== one.id),
              )
            }
          />
          {bodyName(one.body) ?? one.body} · {one.total}
        </label>
      ))}
      {selection.kind === 'operator' ? (
        <label className={css['field']}>
          {w.minutes}
          <input value={minutes} onChange={(event) => setMinutes(event.target.value)} />
        </label>
      ) : null}
    </ConfirmAct>
  );
}
