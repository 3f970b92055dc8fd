import { useSession } from '../../api/session.ts';
import { Tabs } from '../../design/detail-page.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { useRegisterWords } from '../../i18n/registers/index.ts';
import { ChangesTab } from './changes-tab.tsx';
import { NeedsTab } from './needs-tab.tsx';
import { ObjectionsTab } from './objections-tab.tsx';
import { RegistrationsTab } from './registrations-tab.tsx';

const NO_NEEDS = ['registration-body', 'buyer', 'data-subject', 'security-regulator', 'economic-regulator', 'exchange'];

/** The registers of the data side, one tab each; what is open of one stands in the address (`?open=`). */
export function RegistersPage() {
  const w = useRegisterWords();
  const role = useSession().data?.active.role ?? '';
  return (
    <>
      <PageHead title={w.title} note={w.note} />
      <Tabs
        label={w.title}
        tabs={[
          { id: 'objections', title: w.tabs.objections, content: () => <ObjectionsTab /> },
          { id: 'registrations', title: w.tabs.registrations, content: () => <RegistrationsTab /> },
          { id: 'needs', title: w.tabs.needs, content: () => <NeedsTab /> },
          { id: 'changes', title: w.tabs.changes, content: () => <ChangesTab /> },
        ].filter((tab) => tab.id === 'objections' || tab.id === 'registrations' || !NO_NEEDS.includes(role))}
      />
    </>
  );
}
