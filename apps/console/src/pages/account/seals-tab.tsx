import { sealRoutes, type Answer } from '@sluice/contract';
import { useRead, useWrite, type WriteInput } from '../../api/use-call.ts';
import { ActForm } from '../../design/act-form.tsx';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Facts } from '../../design/detail-page.tsx';
import { Empty } from '../../design/empty.tsx';
import { showNote } from '../../design/notes.ts';
import { Stack } from '../../design/open-panel.tsx';
import { CopyText, Panel, Tag } from '../../design/primitives.tsx';
import stack from '../../design/stack.module.css';
import { fill } from '../../i18n/area.ts';
import { formatInstant, shorten } from '../../i18n/format.ts';
import { useAccountWords } from '../../i18n/account/index.ts';

type Seal = Answer<typeof sealRoutes.listSeals>['items'][number];
type Statement = WriteInput<typeof sealRoutes.checkSeal>['body']['statement'];

/** One's own signature and the seal of one's body, and checking anybody's (SHR-02, SHR-07). */
export function SealsTab() {
  const w = useAccountWords().seals;
  const seals = useRead(sealRoutes.listSeals, {});
  const revoke = useWrite(sealRoutes.revokeSeal);
  const state = (row: Seal) =>
    row.revoked ? (
      <span title={fill(w.revokedAt, { time: formatInstant(row.revoked.at), reason: row.revoked.reason })}>
        <Tag tone="bad">{w.revoked}</Tag>
      </span>
    ) : (
      <Tag tone="ok">{w.valid}</Tag>
    );
  return (
    <Stack>
      <Panel id="seals" title={w.title} note={w.note} action={<Issue />}>
        <Await query={seals} skeleton={<RowsSkeleton rows={3} />}>
          {({ items }) => (
            <DataTable
              label={w.title}
              rows={items}
              rowKey={(row) => row.id}
              empty={<Empty icon="grant" title={w.empty} text={w.emptyText} />}
              columns={[
                { id: 'kind', title: w.kind, cell: (row) => w.kinds[row.ownerKind] },
                { id: 'state', title: w.state, nowrap: true, cell: state },
                { id: 'suite', title: w.suite, minor: true, nowrap: true, cell: (row) => w.suites[row.suite] },
                {
                  id: 'key',
                  title: w.key,
                  minor: true,
                  cell: (row) => <CopyText label={w.key} value={row.publicKey} shown={shorten(row.publicKey, 10, 6)} />,
                },
                {
                  id: 'until',
                  title: w.until,
                  nowrap: true,
                  cell: (row) => formatInstant(row.validUntil).slice(0, 10),
                },
                {
                  id: 'revoke',
                  title: '',
                  cell: (row) =>
                    row.revoked ? null : (
                      <ConfirmAct
                        label={w.revoke}
                        text={w.revokeText}
                        reason={w.reason}
                        reasonRequired
                        act={(reason) => revoke.mutateAsync({ params: { id: row.id }, body: { reason } })}
                      />
                    ),
                },
              ]}
            />
          )}
        </Await>
      </Panel>
      <Check />
      <Trust />
    </Stack>
  );
}

function Issue() {
  const w = useAccountWords().seals;
  const issue = useWrite(sealRoutes.issueSeal, { done: w.issuedDone });
  return (
    <ActForm
      label={w.issue}
      text={w.issueText}
      fields={[
        {
          name: 'owner',
          label: w.kind,
          kind: 'select',
          start: 'person',
          options: [
            { value: 'person', label: w.kinds.person },
            { value: 'body', label: w.kinds.body },
          ],
        },
        {
          name: 'suite',
          label: w.suite,
          kind: 'select',
          start: 'gm',
          options: [
            { value: 'gm', label: w.suites.gm },
            { value: 'intl', label: w.suites.intl },
          ],
        },
      ]}
      act={(given) =>
        issue.mutateAsync({
          body: {
            owner: given.text('owner') === 'body' ? 'body' : 'person',
            suite: given.text('suite') === 'intl' ? 'intl' : 'gm',
          },
        })
      }
    />
  );
}

function readStatement(text: string): Statement | null {
  try {
    return JSON.parse(text) as Statement;
  } catch {
    return null;
  }
}

function Check() {
  const w = useAccountWords().check;
  const check = useWrite(sealRoutes.checkSeal, { quiet: true });
  return (
    <Panel id="check" title={w.title} note={w.note}>
      {check.data ? (
        <p className={stack['quiet']} role="status">
          <Tag tone={check.data.valid ? 'ok' : 'bad'}>
            {check.data.valid ? w.valid : fill(w.invalid, { reason: check.data.reason ?? '' })}
          </Tag>
        </p>
      ) : null}
      <div className={stack['acts']}>
        <ActForm
          label={w.run}
          text={w.text}
          fields={[
            { name: 'statement', label: w.statement, kind: 'area', required: true },
            { name: 'digest', label: w.digest, required: true },
            { name: 'purpose', label: w.purpose, required: true },
          ]}
          act={async (given) => {
            const statement = readStatement(given.text('statement'));
            if (!statement) return showNote({ tone: 'bad', text: w.unreadable });
            await check.mutateAsync({
              body: { statement, digest: given.text('digest'), purpose: given.text('purpose') },
            });
          }}
        />
      </div>
    </Panel>
  );
}

function Trust() {
  const w = useAccountWords().seals;
  const trust = useRead(sealRoutes.readSealTrust, {});
  return (
    <Panel id="trust" title={w.trust} note={w.trustNote}>
      <Await query={trust} skeleton={<RowsSkeleton rows={2} />}>
        {({ issuers, revoked }) => (
          <div className={stack['flat']}>
            <Facts
              items={[
                ...Object.entries(issuers).map(
                  ([name, key]) =>
                    [
                      `${w.issuer} · ${name}`,
                      <CopyText key={name} label={w.key} value={key} shown={shorten(key, 16, 10)} />,
                    ] as const,
                ),
                [w.revoked, fill(w.revokedCount, { count: revoked.length })],
              ]}
            />
          </div>
        )}
      </Await>
    </Panel>
  );
}
