import { useTranslation } from '../../i18n/translate.ts';
import { useOverview } from '../../api/evidence.ts';
import { ProblemError } from '../../api/call.ts';
import { useSession } from '../../api/session.ts';
import { useUrlState } from '../../api/url-state.ts';
import { Button, Segmented, StateNote } from '../../design/primitives.tsx';
import { usePlacesWithData } from '../../api/jurisdictions.ts';
import { ChainPanel } from './chain-panel.tsx';
import { EntryPanel } from './entry-panel.tsx';
import css from './evidence-page.module.css';
import { Figures, type ListKind } from './figures.tsx';
import { ListPanel } from './list-panel.tsx';
import { LogStrip } from './log-strip.tsx';
import { VerifyPanel } from './verify-panel.tsx';

const KINDS: readonly ListKind[] = ['resources', 'grants', 'products', 'calls'];

/** The evidence page at `/`: what this city has, and all that stands behind one call. */
export function EvidencePage() {
  const { t, i18n } = useTranslation();
  const overview = useOverview();
  const [place, setPlace] = useUrlState('jurisdiction');
  const places = usePlacesWithData(place);
  const [list, setList] = useUrlState('list');
  const [chosenCall, setCall] = useUrlState('call');
  const [stream, setStream] = useUrlState('object');
  const kind = KINDS.find((name) => name === list) ?? 'calls';
  const calls = (overview.data?.recentCalls ?? []).filter((call) => !place || call.jurisdiction === place);
  // Whoever is signed in may take the evidence of calls of his own place: these come first.
  const own = useSession().data?.active.jurisdiction;
  const call = chosenCall ?? (calls.find((one) => one.jurisdiction === own) ?? calls[0])?.entryId ?? null;

  const options = [{ value: '', label: t('page.allJurisdictions') }, ...places];

  return (
    <>
      <div className={css['head']}>
        <div>
          <h1 className={css['title']}>{t('page.title')}</h1>
          <p className={css['lead']}>{t('page.lead')}</p>
        </div>
        <Segmented
          label={t('page.jurisdiction')}
          value={place ?? ''}
          options={options}
          onChange={(value) => setPlace(value || null)}
        />
      </div>
      <LogStrip />
      {overview.isError ? (
        <StateNote
          alert
          title={t('common.failed')}
          text={overview.error instanceof ProblemError ? t('common.requestId', { id: overview.error.requestId }) : ''}
          action={<Button onClick={() => void overview.refetch()}>{t('common.retry')}</Button>}
        />
      ) : (
        <Figures overview={overview.data} place={place} kind={kind} onChoose={setList} />
      )}
      <ChainPanel entryId={call} stream={stream} onChoose={setStream} />
      <div className={css['columns']}>
        <ListPanel
          kind={kind}
          place={place}
          calls={calls}
          loading={overview.isPending}
          chosen={call}
          onChoose={(entryId) => {
            setCall(entryId);
            setStream(null);
          }}
        />
        <div className={css['stack']}>
          <EntryPanel callEntry={call} stream={stream} />
        </div>
        <div className={css['stack']}>
          <VerifyPanel key={`${call} ${i18n.language}`} entryId={call} />
        </div>
      </div>
    </>
  );
}
