import { authorizationRoutes } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useRead } from '../../api/use-call.ts';
import { Icon } from '../../design/icon.tsx';
import { CopyText, Panel } from '../../design/primitives.tsx';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { formatInstant, shorten } from '../../i18n/format.ts';
import { useGrantWords } from '../../i18n/grants/index.ts';
import type { Grant } from './grant-page.tsx';
import css from './grants.module.css';

/** The agreements under which the grant stands, each with its digest and who signed it when. */
export function GrantAgreements({ grant }: { readonly grant: Grant }) {
  const w = useGrantWords();
  const language = useLanguage();
  const bodyName = useBodyName();
  const application = useRead(authorizationRoutes.readApplication, { params: { id: grant.applicationId } }).data;
  if (!application || application.documents.length === 0) return null;
  return (
    <Panel id="agreements" title={w.agreements}>
      <ul className={css['agreements']}>
        {application.documents.map((document) => (
          <li key={document.kind}>
            <div>
              <strong>{titleIn(language, document)}</strong>{' '}
              {document.digest ? (
                <CopyText label="SHA-256" value={document.digest} shown={shorten(document.digest, 8, 6)} />
              ) : null}
            </div>
            {document.signatures.map((signature) => (
              <div key={signature.party} className={css['signature']}>
                <Icon name="check" size={14} />
                {bodyName(signature.body) ?? signature.party} · {formatInstant(signature.at)}
              </div>
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
