import { identityRoutes, type Answer } from '@sluice/contract';
import { useState } from 'react';
import { useWrite } from '../../api/use-call.ts';
import { ActForm } from '../../design/act-form.tsx';
import { Facts } from '../../design/detail-page.tsx';
import { Go } from '../../design/go.tsx';
import { showNote } from '../../design/notes.ts';
import { Stack } from '../../design/open-panel.tsx';
import { CopyText, Panel } from '../../design/primitives.tsx';
import buttons from '../../design/primitives.module.css';
import stack from '../../design/stack.module.css';
import { fill } from '../../i18n/area.ts';
import { useAccountWords } from '../../i18n/account/index.ts';
import { pageExists } from '../../pages.ts';

type Secret = Answer<typeof identityRoutes.beginTotp>;
const SHORTEST = 12;
const PASSKEYS = '/console/doors';

/** Password, authenticator and passkeys of the own account (CON-02). */
export function SecurityTab() {
  const w = useAccountWords();
  return (
    <Stack>
      <Password />
      <Totp />
      {pageExists(PASSKEYS) ? (
        <Panel id="passkeys" title={w.passkeys} note={w.passkeysNote}>
          <div className={stack['acts']}>
            <Go className={buttons['button']} to={PASSKEYS}>
              {w.passkeysOpen}
            </Go>
          </div>
        </Panel>
      ) : null}
    </Stack>
  );
}

function Password() {
  const w = useAccountWords().password;
  const change = useWrite(identityRoutes.changePassword, { quiet: true });
  return (
    <Panel id="password" title={w.title} note={w.note}>
      <div className={stack['acts']}>
        <ActForm
          label={w.change}
          text={w.text}
          fields={[
            { name: 'old', label: w.old, kind: 'password', required: true },
            { name: 'new', label: w.new, kind: 'password', required: true },
            { name: 'again', label: w.again, kind: 'password', required: true },
          ]}
          ready={(given) => given.text('new').length >= SHORTEST && given.text('new') === given.text('again')}
          act={async (given) => {
            const { data } = await change.mutateAsync({
              body: { oldPassword: given.text('old'), newPassword: given.text('new') },
            });
            showNote({ tone: 'ok', text: fill(w.done, { count: data.sessionsEnded }) });
          }}
        />
      </div>
    </Panel>
  );
}

function Totp() {
  const w = useAccountWords().totp;
  const [secret, setSecret] = useState<Secret | null>(null);
  const begin = useWrite(identityRoutes.beginTotp, { quiet: true });
  const confirm = useWrite(identityRoutes.confirmTotp, { done: w.confirmed });
  const remove = useWrite(identityRoutes.removeTotp, { done: w.removed });
  const code = { name: 'code', label: w.code, required: true };
  const password = { name: 'password', label: w.password, kind: 'password', required: true } as const;
  return (
    <Panel id="totp" title={w.title} note={w.note}>
      {secret ? (
        <>
          <p className={stack['quiet']}>{w.secretNote}</p>
          <div className={stack['flat']}>
            <Facts
              items={[
                [w.secret, <CopyText key="secret" label={w.secret} value={secret.secret} />],
                [w.uri, <CopyText key="uri" label={w.uri} value={secret.uri} />],
              ]}
            />
          </div>
        </>
      ) : null}
      <div className={stack['acts']}>
        {secret ? (
          <ActForm
            label={w.confirm}
            look="primary"
            text={w.confirmText}
            fields={[code]}
            act={async (given) => {
              await confirm.mutateAsync({ body: { code: given.text('code') } });
              setSecret(null);
            }}
          />
        ) : (
          <ActForm
            label={w.begin}
            text={w.beginText}
            fields={[password]}
            act={async (given) => setSecret(await begin.mutateAsync({ body: { password: given.text('password') } }))}
          />
        )}
        <ActForm
          label={w.remove}
          text={w.removeText}
          fields={[password, code]}
          act={(given) => remove.mutateAsync({ body: { password: given.text('password'), code: given.text('code') } })}
        />
      </div>
    </Panel>
  );
}
