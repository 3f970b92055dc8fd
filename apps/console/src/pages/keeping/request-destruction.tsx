import { authorizationRoutes, catalogueRoutes, vaultRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useMay } from '../../api/may.ts';
import { useSession } from '../../api/session.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import fields from '../../design/act-form.module.css';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useKeepingWords } from '../../i18n/keeping/index.ts';

type Kind = 'epoch' | 'resource' | 'workspace';
const GROUNDS = [
  'retention-over',
  'superseded',
  'end-of-use',
  'law-or-policy',
  'incident',
  'own-request',
  'expiry',
  'breach',
  'evaluation-not-passed',
] as const;

/** Asks for the destruction of a version, a resource or a workspace; two other people have to approve. */
export function RequestDestruction() {
  const w = useKeepingWords();
  const may = useMay();
  const kinds: readonly Kind[] = [
    ...(may('destruction.request') ? (['epoch', 'resource'] as const) : []),
    ...(may('workspace.request-destruction') ? (['workspace'] as const) : []),
  ];
  const [kind, setKind] = useState<Kind | null>(null);
  const [id, setId] = useState('');
  const [ground, setGround] = useState<(typeof GROUNDS)[number]>('retention-over');
  const request = useWrite(vaultRoutes.requestDestruction, { done: w.requested });
  const chosen = kind ?? kinds[0];
  if (!chosen) return null;
  return (
    <ConfirmAct
      label={w.request}
      text={w.requestText}
      ready={id !== ''}
      act={async () => {
        await request.mutateAsync({ query: {}, body: { target: { kind: chosen, id }, ground } });
        setId('');
      }}
    >
      <label className={fields['field']}>
        {w.target}
        <select
          value={chosen}
          onChange={(event) => {
            setKind(kinds.find((one) => one === event.target.value) ?? null);
            setId('');
          }}
        >
          {kinds.map((one) => (
            <option key={one} value={one}>
              {w.targets[one]}
            </option>
          ))}
        </select>
      </label>
      {chosen === 'workspace' ? (
        <Workspace id={id} onChange={setId} />
      ) : (
        <Data key={chosen} epoch={chosen === 'epoch'} id={id} onChange={setId} />
      )}
      <label className={fields['field']}>
        {w.ground}
        <select
          value={ground}
          onChange={(event) => setGround(GROUNDS.find((one) => one === event.target.value) ?? 'retention-over')}
        >
          {GROUNDS.map((one) => (
            <option key={one} value={one}>
              {w.grounds[one]}
            </option>
          ))}
        </select>
      </label>
    </ConfirmAct>
  );
}

interface ChoiceProps {
  readonly id: string;
  readonly onChange: (id: string) => void;
}

function Data({ epoch, id, onChange }: ChoiceProps & { readonly epoch: boolean }) {
  const w = useKeepingWords();
  const language = useLanguage();
  const active = useSession().data?.active;
  const [resource, setResource] = useState('');
  const own = active?.role === 'source-agency' ? { ownerId: active.bodyId } : {};
  const resources = useRead(catalogueRoutes.listResources, { query: { pageSize: 100, ...own } });
  const epochs = useRead(
    vaultRoutes.listEpochs,
    { params: { id: resource }, query: {} },
    { enabled: epoch && resource !== '' },
  );
  const choose = (chosen: string): void => {
    setResource(chosen);
    onChange(epoch ? '' : chosen);
  };
  return (
    <>
      <label className={fields['field']}>
        {w.chooseResource}
        <select value={resource} onChange={(event) => choose(event.target.value)}>
          <option value="" />
          {(resources.data?.items ?? []).map((one) => (
            <option key={one.id} value={one.id}>
              {titleIn(language, one)}
            </option>
          ))}
        </select>
      </label>
      {epoch ? (
        <label className={fields['field']}>
          {w.chooseEpoch}
          <select value={id} onChange={(event) => onChange(event.target.value)}>
            <option value="" />
            {(epochs.data?.items ?? [])
              .filter((one) => one.state === 'live')
              .map((one) => (
                <option key={one.id} value={one.id}>
                  #{one.number} · {formatInstant(one.createdAt)}
                </option>
              ))}
          </select>
        </label>
      ) : null}
    </>
  );
}

function Workspace({ id, onChange }: ChoiceProps) {
  const w = useKeepingWords();
  const grants = useRead(authorizationRoutes.listGrants, { query: {} });
  return (
    <label className={fields['field']}>
      {w.chooseGrant}
      <select value={id} onChange={(event) => onChange(event.target.value)}>
        <option value="" />
        {(grants.data?.items ?? []).map((one) => (
          <option key={one.id} value={one.id}>
            {one.scenarioTitle}
          </option>
        ))}
      </select>
    </label>
  );
}
