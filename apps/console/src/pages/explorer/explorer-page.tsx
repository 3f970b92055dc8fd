import { useTranslation } from '../../i18n/translate.ts';
import { usePlacesWithData } from '../../api/jurisdictions.ts';
import { useSession } from '../../api/session.ts';
import { useUrlState } from '../../api/url-state.ts';
import { ChainPanel } from '../evidence/chain-panel.tsx';
import type { Filters } from './explorer-api.ts';
import css from './explorer.module.css';
import { HealthPanel } from './health-panel.tsx';
import { LineagePanel } from './lineage-panel.tsx';
import { SearchPanel } from './search-panel.tsx';
import { StoryPanel } from './story-panel.tsx';
import { useWords } from './words.ts';

/** The evidence explorer at `/evidence`: what is chosen and looked for is in the address, so that every view is a link. */
export function ExplorerPage() {
  const words = useWords();
  const { i18n } = useTranslation();
  const session = useSession();
  const [object, setObject] = useUrlState('object');
  const [person, setPerson] = useUrlState('person');
  const [type, setType] = useUrlState('type');
  const [place, setPlace] = useUrlState('jurisdiction');
  const [from, setFrom] = useUrlState('from');
  const [to, setTo] = useUrlState('to');
  const [story, setStory] = useUrlState('story');
  const [entry, setEntry] = useUrlState('entry');
  const filters: Filters = { object, person, type, place, from, to };
  const signedIn = Boolean(session.data);
  const places = usePlacesWithData(place);
  return (
    <>
      <div className={css['head']}>
        <h1 className={css['title']}>{words.title}</h1>
        <p className={css['lead']}>{words.lead}</p>
      </div>
      <HealthPanel signedIn={signedIn} />
      <div className={css['columns']}>
        <SearchPanel
          filters={filters}
          places={places}
          signedIn={signedIn}
          asking={session.isPending}
          chosen={entry}
          onSearch={(wanted) => {
            setObject(wanted.object);
            setPerson(wanted.person);
            setType(wanted.type);
            setPlace(wanted.place);
            setFrom(wanted.from);
            setTo(wanted.to);
          }}
          onChoose={(one) => {
            setStory(one.stream);
            setEntry(one.entryId);
          }}
        />
        <div className={css['stack']}>
          <StoryPanel
            key={`${story} ${i18n.language}`}
            stream={signedIn ? story : null}
            entry={entry}
            onChoose={(stream) => {
              setStory(stream);
              setEntry(null);
            }}
            onEntry={setEntry}
          />
        </div>
      </div>
      {signedIn && story ? (
        <LineagePanel
          key={story}
          stream={story}
          onChoose={(stream) => {
            setStory(stream);
            setEntry(null);
          }}
        />
      ) : null}
      {entry ? (
        <div className={css['chain']}>
          <ChainPanel entryId={entry} stream={null} onChoose={setStory} />
        </div>
      ) : null}
    </>
  );
}
