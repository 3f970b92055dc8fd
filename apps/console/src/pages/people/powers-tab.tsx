import { identityRoutes, type Answer } from '@sluice/contract';
import { useSession } from '../../api/session.ts';
import { useUrlState } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { Stack } from '../../design/open-panel.tsx';
import { Panel } from '../../design/primitives.tsx';
import { fill } from '../../i18n/area.ts';
import { usePeopleWords } from '../../i18n/people/index.ts';
import { useTranslation } from '../../i18n/translate.ts';
import css from './people.module.css';

type Powers = Answer<typeof identityRoutes.getPowers>;

/** What each role may do with each kind of object, as the server decides it (PLT-08). */
export function PowersTab() {
  const w = usePeopleWords().powers;
  const powers = useRead(identityRoutes.getPowers, {}, { staleMs: 300_000 });
  return (
    <Await query={powers} skeleton={<RowsSkeleton rows={12} />}>
      {(one) => (
        <Stack>
          <Panel
            id="letters"
            title={w.letters}
            note={fill(w.acts, { count: one.mine.length, allowed: one.mine.filter((act) => act.allowed).length })}
          >
            <Letters powers={one} />
          </Panel>
          <Matrix powers={one} />
        </Stack>
      )}
    </Await>
  );
}

function Letters({ powers }: { readonly powers: Powers }) {
  const words: Readonly<Record<string, string>> = usePeopleWords().powers.letter;
  return (
    <ul className={css['letters']}>
      {powers.letters.map(({ letter, meaning }) => (
        <li key={letter}>
          <span className={css['letter']}>{letter}</span> {words[letter] ?? meaning}
        </li>
      ))}
    </ul>
  );
}

function Matrix({ powers }: { readonly powers: Powers }) {
  const words = usePeopleWords();
  const w = words.powers;
  const objects: Readonly<Record<string, string>> = w.objects;
  const { t } = useTranslation();
  const own = useSession().data?.active.role;
  const [chosen, choose] = useUrlState('role');
  const roles = powers.roles.filter((role) => role !== 'platform-administrator' && (!chosen || role === chosen));
  return (
    <Panel
      id="matrix"
      title={words.tabs.powers}
      note={w.note}
      action={
        <label className={css['role']}>
          <span>{w.find}</span>
          <select value={chosen ?? ''} onChange={(event) => choose(event.target.value || null)}>
            <option value="">{w.allRoles}</option>
            {powers.roles.map((role) => (
              <option key={role} value={role}>
                {t(`role.${role}`)}
              </option>
            ))}
          </select>
        </label>
      }
    >
      <div className={css['scroll']} role="region" aria-label={words.tabs.powers} tabIndex={0}>
        <table className={css['matrix']}>
          <thead>
            <tr>
              <th scope="col">{w.object}</th>
              {roles.map((role) => (
                <th key={role} scope="col" data-own={role === own}>
                  {t(`role.${role}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {powers.objects.map(({ object, cells }) => (
              <tr key={object}>
                <th scope="row">{objects[object] ?? object}</th>
                {roles.map((role) => {
                  const cell = cells.find((one) => one.role === role);
                  return (
                    <td key={role} data-own={role === own}>
                      {cell?.letters}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
