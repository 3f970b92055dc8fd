import { catalogueRoutes, identityRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useSession } from '../../api/session.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { Go } from '../../design/go.tsx';
import buttons from '../../design/primitives.module.css';
import { fill } from '../../i18n/area.ts';
import { useConsoleWords } from '../../i18n/console/index.ts';
import { useDemandWords } from '../../i18n/demand/index.ts';
import css from './demand.module.css';
import type { DemandItem } from './demand-page.tsx';

type ItemProps = { readonly item: DemandItem };
const OPINIONS = ['agree', 'agree-with-conditions', 'disagree'] as const;

/** What this reader may do next with an item: whose turn it is decides, not a list of all buttons. */
export function DemandActs({ item }: ItemProps) {
  const w = useDemandWords().act;
  const active = useSession().data?.active;
  if (active?.jurisdiction !== item.jurisdiction) return <Evidence id={item.id} />;
  const asked = item.opinions.some((one) => one.bodyId === active.bodyId && one.givenAt === undefined);
  const open = ['drafted', 'opinion-requested', 'opinion-given'].includes(item.state);
  const supply = item.supplies.at(-1)?.state;
  const own = active.role === 'operator' && active.bodyId === item.operatorId;
  const delivered = item.supplies.some((one) => one.state === 'delivered');
  const pushable = supply === 'confirmed' || supply === 'delivered' || supply === 'rejected';
  return (
    <>
      <Evidence id={item.id} label={w.evidence} />
      {active.role === 'sector-authority' && asked ? <GiveOpinion item={item} /> : null}
      {active.role === 'data-authority' && open ? <Decide item={item} /> : null}
      {active.role === 'data-authority' && supply === 'applied' ? <DecideSupply item={item} /> : null}
      {own && item.state === 'confirmed' && (supply === undefined || supply === 'refused') ? (
        <ApplyForSupply item={item} />
      ) : null}
      {active.role === 'custodian' && pushable ? <Push item={item} /> : null}
      {own && delivered && item.developmentEntryId === undefined ? <Publish item={item} /> : null}
    </>
  );
}

function Evidence(props: { readonly id: string; readonly label?: string }) {
  const w = useDemandWords().act;
  return (
    <Go className={buttons['button']} to={`/console/evidence?story=${encodeURIComponent(`demand:${props.id}`)}`}>
      {props.label ?? w.evidence}
    </Go>
  );
}

function GiveOpinion({ item }: ItemProps) {
  const words = useDemandWords();
  const w = words.act;
  const [opinion, setOpinion] = useState<(typeof OPINIONS)[number]>('agree');
  const give = useWrite(catalogueRoutes.giveOpinion);
  return (
    <ConfirmAct
      label={w.give}
      look="primary"
      text={w.giveText}
      reason={w.opinionText}
      reasonRequired={opinion !== 'agree'}
      act={(text) => give.mutateAsync({ params: { id: item.id }, body: { opinion, ...(text ? { text } : {}) } })}
    >
      <label className={css['select']}>
        {w.opinion}
        <select
          value={opinion}
          onChange={(event) => setOpinion(OPINIONS.find((one) => one === event.target.value) ?? 'agree')}
        >
          {OPINIONS.map((one) => (
            <option key={one} value={one}>
              {words.opinions[one]}
            </option>
          ))}
        </select>
      </label>
    </ConfirmAct>
  );
}

/** The data authority asks, refuses or confirms; it cannot confirm while an opinion is outstanding. */
function Decide({ item }: ItemProps) {
  const w = useDemandWords().act;
  const decide = useWrite(catalogueRoutes.confirmDemandItem);
  const against = item.opinions.some((one) => one.opinion === 'disagree');
  const act = (decision: 'confirm' | 'refuse') => (reason: string) =>
    decide.mutateAsync({ params: { id: item.id }, body: { decision, reasons: reason ? [reason] : [] } });
  return (
    <>
      <AskOpinion item={item} />
      {item.state === 'opinion-requested' ? null : (
        <>
          <ConfirmAct label={w.refuse} text={w.refuseText} reason={w.reason} reasonRequired act={act('refuse')} />
          <ConfirmAct
            label={w.confirm}
            look="primary"
            text={against ? w.confirmAgainst : w.confirmText}
            {...(against ? { reason: w.reason, reasonRequired: true } : {})}
            act={act('confirm')}
          />
        </>
      )}
    </>
  );
}

function AskOpinion({ item }: ItemProps) {
  const w = useDemandWords().act;
  const [bodyId, setBodyId] = useState('');
  const ask = useWrite(catalogueRoutes.requestOpinion);
  const bodies = useRead(
    identityRoutes.listBodies,
    { query: { jurisdiction: item.jurisdiction, role: 'sector-authority' } },
    { staleMs: 300_000 },
  );
  const asked = new Set(item.opinions.map((one) => one.bodyId));
  const left = (bodies.data?.items ?? []).filter((body) => !asked.has(body.id));
  if (left.length === 0) return null;
  return (
    <ConfirmAct
      label={w.ask}
      text={w.askText}
      act={() => ask.mutateAsync({ params: { id: item.id }, body: { bodyId } })}
    >
      <label className={css['select']}>
        {w.askBody}
        <select value={bodyId} onChange={(event) => setBodyId(event.target.value)}>
          <option value="">{w.choose}</option>
          {left.map((body) => (
            <option key={body.id} value={body.id}>
              {body.name}
            </option>
          ))}
        </select>
      </label>
    </ConfirmAct>
  );
}

function ApplyForSupply({ item }: ItemProps) {
  const w = useDemandWords().act;
  const supply = useWrite(catalogueRoutes.supplyDemandItem);
  const fields = [...(item.confirmedFields ?? [])];
  return (
    <ConfirmAct
      label={w.apply}
      look="primary"
      text={fill(w.applyText, { count: fields.length })}
      act={() => supply.mutateAsync({ params: { id: item.id }, body: { act: 'apply', fields } })}
    />
  );
}

function DecideSupply({ item }: ItemProps) {
  const w = useDemandWords().act;
  const supply = useWrite(catalogueRoutes.supplyDemandItem);
  const decide = (decision: 'confirm' | 'refuse') => (reason: string) =>
    supply.mutateAsync({
      params: { id: item.id },
      body: { act: 'decide', decision, ...(reason ? { reasons: [reason] } : {}) },
    });
  return (
    <>
      <ConfirmAct label={w.supplyRefuse} text={w.refuseText} reason={w.reason} reasonRequired act={decide('refuse')} />
      <ConfirmAct label={w.supplyConfirm} look="primary" text={w.supplyConfirmText} act={decide('confirm')} />
    </>
  );
}

function Push({ item }: ItemProps) {
  const w = useDemandWords().act;
  const supply = useWrite(catalogueRoutes.supplyDemandItem);
  return (
    <ConfirmAct
      label={w.push}
      {...(item.supplies.at(-1)?.state === 'confirmed' ? { look: 'primary' as const } : {})}
      text={w.pushText}
      act={() => supply.mutateAsync({ params: { id: item.id }, body: { act: 'push' } })}
    />
  );
}

/** The operator classifies and grades: each field as its source graded it, the whole no lower than the highest. */
function Publish({ item }: ItemProps) {
  const words = useDemandWords();
  const w = words.act;
  const grades: Readonly<Record<number, string>> = useConsoleWords().grade;
  const publish = useWrite(catalogueRoutes.publishDevelopmentEntry);
  const resource = useRead(catalogueRoutes.getResource, { params: { id: item.resourceId } });
  const confirmed = new Set(item.confirmedFields ?? item.fields);
  const fields = (resource.data?.content.fields ?? []).filter((one) => confirmed.has(one.name));
  const highest = Math.max(resource.data?.grade ?? 1, ...fields.map((one) => one.grade));
  const [chosen, setChosen] = useState<number | null>(null);
  const [category, setCategory] = useState('');
  const grade = ([1, 2, 3, 4] as const).find((one) => one === (chosen ?? highest)) ?? 4;
  return (
    <ConfirmAct
      label={w.publish}
      look="primary"
      text={w.publishText}
      act={() =>
        publish.mutateAsync({
          params: { id: item.id },
          body: {
            category: category.trim() || (resource.data?.sector ?? item.resourceTitle),
            grade,
            fields: fields.map((one) => ({ field: one.name, category: words.category[one.role], grade: one.grade })),
          },
        })
      }
    >
      <label className={css['field']}>
        {w.category}
        <input value={category} maxLength={60} onChange={(event) => setCategory(event.target.value)} />
      </label>
      <label className={css['select']}>
        {w.grade}
        <select value={grade} onChange={(event) => setChosen(Number(event.target.value))}>
          {[1, 2, 3, 4].map((one) => (
            <option key={one} value={one} disabled={one < highest}>
              {grades[one]}
            </option>
          ))}
        </select>
      </label>
    </ConfirmAct>
  );
}
