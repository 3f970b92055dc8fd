import { Dates } from '../../design/marks.tsx';
import { Facts } from '../../design/detail-page.tsx';
import { Go } from '../../design/go.tsx';
import { fill } from '../../i18n/area.ts';
import { formatInstant, shorten } from '../../i18n/format.ts';
import { useProductWords } from '../../i18n/products/index.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import type { Dossier } from './dossier.ts';
import { GrantName } from './grant-name.tsx';

const story = (stream: string): string => `/console/evidence?story=${encodeURIComponent(stream)}`;

/**
 * The four answers to a flow of data: where it is, what proves it unaltered, who can stop it, on what grant it rests; each
 * leads to its evidence (ENV-11).
 */
export function FlowCard({ one }: { readonly one: Dossier }) {
  const w = useProductWords().flow;
  const terms = useTerms();
  const epoch = one.release?.epochIds[0];
  return (
    <div data-testid="flow-card">
      <Facts
        title={w.title}
        items={[
          [
            w.where,
            <Go key="where" to={story(epoch ? `epoch:${epoch}` : `product:${one.id}`)}>
              {epoch ? (
                <Dates text={fill(w.frozen, { epoch: formatInstant(one.release?.at ?? '').slice(0, 10) })} />
              ) : (
                terms.productState[one.state]
              )}
            </Go>,
          ],
          [
            w.trusted,
            <Go key="trusted" to={story(`product:${one.id}`)}>
              {one.release ? shorten(one.release.cubeDigest, 8, 6) : w.entries}
            </Go>,
          ],
          [
            w.managed,
            <Go key="managed" to={`${story(`product:${one.id}`)}&tab=story`}>
              {w.stoppers}
            </Go>,
          ],
          [
            w.granted,
            <Go key="granted" to={story(`grant:${one.grantId}`)}>
              <GrantName id={one.grantId} />
            </Go>,
          ],
        ]}
      />
    </div>
  );
}
