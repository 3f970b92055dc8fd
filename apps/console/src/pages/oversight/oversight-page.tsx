import { useMay } from '../../api/may.ts';
import { useSession } from '../../api/session.ts';
import { Tabs } from '../../design/detail-page.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { useOversightWords } from '../../i18n/oversight/index.ts';
import { DomainTab } from './domain-tab.tsx';
import { DutiesTab } from './duties-tab.tsx';
import { PlansTab } from './plans-tab.tsx';
import { ProvidersTab } from './providers-tab.tsx';
import { ViolationsTab } from './violations-tab.tsx';
import { WorkTab } from './work-tab.tsx';

export interface PlaceProps {
  readonly jurisdiction: string;
}

/** Registers of the procedure side, one tab each; what is open of one stands in the address (`?open=`). */
export function OversightPage() {
  const w = useOversightWords();
  const may = useMay();
  const jurisdiction = useSession().data?.active.jurisdiction ?? '';
  const shown = { duties: may('duty.read'), work: may('work-item.read'), violations: may('violation.read') };
  const reports = may('violation.report');
  return (
    <>
      <PageHead title={w.title} note={w.note} />
      <Tabs
        label={w.title}
        tabs={[
          ...(shown.duties
            ? [{ id: 'duties', title: w.tabs.duties, content: () => <DutiesTab jurisdiction={jurisdiction} /> }]
            : []),
          ...(shown.work
            ? [{ id: 'work', title: w.tabs.work, content: () => <WorkTab jurisdiction={jurisdiction} /> }]
            : []),
          { id: 'providers', title: w.tabs.providers, content: () => <ProvidersTab jurisdiction={jurisdiction} /> },
          { id: 'plans', title: w.tabs.plans, content: () => <PlansTab jurisdiction={jurisdiction} /> },
          ...(shown.violations || reports
            ? [
                {
                  id: 'violations',
                  title: w.tabs.violations,
                  content: () => <ViolationsTab jurisdiction={jurisdiction} reads={shown.violations} />,
                },
              ]
            : []),
          { id: 'domain', title: w.tabs.domain, content: () => <DomainTab jurisdiction={jurisdiction} /> },
        ]}
      />
    </>
  );
}
