import { Tabs } from '../../design/detail-page.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { useKeepingWords } from '../../i18n/keeping/index.ts';
import { BundlesTab } from './bundles-tab.tsx';
import { DestructionsTab } from './destructions-tab.tsx';

/** What is destroyed and by whom, and evidence to take away. */
export function KeepingPage() {
  const w = useKeepingWords();
  return (
    <>
      <PageHead title={w.title} note={w.note} />
      <Tabs
        label={w.title}
        tabs={[
          { id: 'destructions', title: w.tabs.destructions, content: () => <DestructionsTab /> },
          { id: 'bundles', title: w.tabs.bundles, content: () => <BundlesTab /> },
        ]}
      />
    </>
  );
}
