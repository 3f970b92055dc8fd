import { Tabs } from '../../design/detail-page.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { usePeopleWords } from '../../i18n/people/index.ts';
import { BodiesTab } from './bodies-tab.tsx';
import { MembersTab } from './members-tab.tsx';
import { PowersTab } from './powers-tab.tsx';

/** Bodies and their review, people and their roles, what each role may do (ORG-01 … ORG-03, PLT-08). */
export function PeoplePage() {
  const w = usePeopleWords();
  return (
    <>
      <PageHead title={w.title} note={w.note} />
      <Tabs
        label={w.title}
        tabs={[
          { id: 'bodies', title: w.tabs.bodies, content: () => <BodiesTab /> },
          { id: 'people', title: w.tabs.people, content: () => <MembersTab /> },
          { id: 'powers', title: w.tabs.powers, content: () => <PowersTab /> },
        ]}
      />
    </>
  );
}
