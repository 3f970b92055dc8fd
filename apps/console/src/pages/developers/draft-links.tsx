import { useMay } from '../../api/may.ts';
import { Go } from '../../design/go.tsx';
import buttons from '../../design/primitives.module.css';
import { useDeveloperWords } from '../../i18n/developers/index.ts';

/** Ways to an agreement's text, for those who may draft one or take one over. */
export function DraftLinks() {
  const w = useDeveloperWords();
  const may = useMay();
  return (
    <>
      {may('operator.appoint') ? (
        <Go className={buttons['button']} to="/console/selections/agreements/new?existing=1">
          {w.appoint}
        </Go>
      ) : null}
      {may('operator-agreement.draft') ? (
        <Go className={buttons['button']} to="/console/selections/agreements/new">
          {w.draft}
        </Go>
      ) : null}
    </>
  );
}
