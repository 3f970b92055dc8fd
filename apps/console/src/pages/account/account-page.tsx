import { useBodyName } from '../../api/bodies.ts';
import { useSession } from '../../api/session.ts';
import { Tabs } from '../../design/detail-page.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { fill } from '../../i18n/area.ts';
import { useAccountWords } from '../../i18n/account/index.ts';
import { DeputiesTab } from './deputies-tab.tsx';
import { NoticesTab } from './notices-tab.tsx';
import { SealsTab } from './seals-tab.tsx';
import { SecurityTab } from './security-tab.tsx';

/** One's own account: signing in, signatures, deputies, notices of cases. */
export function AccountPage() {
  const w = useAccountWords();
  const session = useSession().data;
  const bodyName = useBodyName();
  const body = session ? (bodyName(session.active.bodyId) ?? session.active.bodyName) : '';
  return (
    <>
      <PageHead title={w.title} note={session ? fill(w.note, { name: session.person.name, body }) : ' '} />
      <Tabs
        label={w.title}
        tabs={[
          { id: 'notices', title: w.tabs.notices, content: () => <NoticesTab /> },
          { id: 'deputies', title: w.tabs.deputies, content: () => <DeputiesTab /> },
          { id: 'seals', title: w.tabs.seals, content: () => <SealsTab /> },
          { id: 'security', title: w.tabs.security, content: () => <SecurityTab /> },
        ]}
      />
    </>
  );
}
