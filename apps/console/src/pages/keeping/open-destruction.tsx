import { evidenceBundleRoutes, evidenceRoutes, vaultRoutes } from '@sluice/contract';
import { call } from '../../api/call.ts';
import { useMay } from '../../api/may.ts';
import { useSession } from '../../api/session.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Go } from '../../design/go.tsx';
import { OpenPanel, Stack } from '../../design/open-panel.tsx';
import { CopyText, Panel } from '../../design/primitives.tsx';
import { SaveButton } from '../../design/save-button.tsx';
import { fill, useLanguage } from '../../i18n/area.ts';
import { formatInstant, shorten } from '../../i18n/format.ts';
import { useKeepingWords } from '../../i18n/keeping/index.ts';
import { useTranslation } from '../../i18n/translate.ts';
import { useResourceTitle, type Destruction } from './resource-title.ts';

const COMPLETED = 'vault.destruction-completed';

/** One destruction: who approved, what went, the digests of what went, certificate and bundle. */
export function OpenDestruction({ id }: { readonly id: string }) {
  const destruction = useRead(vaultRoutes.readDestruction, { params: { id } });
  return (
    <Await query={destruction} skeleton={<RowsSkeleton rows={5} />}>
      {(one) => <Body one={one} />}
    </Await>
  );
}

function Body({ one }: { readonly one: Destruction }) {
  const w = useKeepingWords();
  const { t } = useTranslation();
  const titleOf = useResourceTitle();
  return (
    <Stack>
      <OpenPanel
        id="destruction"
        title={titleOf(one) ?? w.targets[one.target.kind]}
        note={w.targets[one.target.kind]}
        facts={[
          [w.ground, w.grounds[one.ground]],
          [w.requestedAt, formatInstant(one.requestedAt)],
          [w.approvals, one.requestedBy === undefined ? w.automatic : null],
          ...one.approvals.map(
            (approval, at) =>
              [
                `${w.approvals} ${at + 1}`,
                fill(w.approvedBy, {
                  role: t(`role.${approval.role}` as 'role.buyer'),
                  time: formatInstant(approval.at),
                }),
              ] as const,
          ),
          [w.completed, one.completedAt ? formatInstant(one.completedAt) : null],
          [w.escrow, one.escrowedUntil ? formatInstant(one.escrowedUntil) : null],
          [w.epochs, one.epochIds.length > 0 ? one.epochIds.length : null],
          [w.keys, one.keyIds.length > 0 ? one.keyIds.length : null],
          [w.retained, one.retained.length > 0 ? one.retained.length : null],
        ]}
        acts={<Acts one={one} />}
      />
      {one.ciphertexts.length > 0 ? (
        <Panel id="files" title={w.files}>
          <DataTable
            label={w.files}
            toolsId="destroyed-files"
            rows={one.ciphertexts}
            rowKey={(row) => row.file}
            columns={[
              { id: 'file', title: w.file, cell: (row) => shorten(row.file.split('/').at(-1) ?? row.file, 20, 12) },
              {
                id: 'sha256',
                title: 'SHA-256',
                cell: (row) => <CopyText label="SHA-256" value={row.sha256} shown={shorten(row.sha256, 12, 8)} />,
              },
            ]}
          />
        </Panel>
      ) : null}
    </Stack>
  );
}

function Acts({ one }: { readonly one: Destruction }) {
  const w = useKeepingWords();
  const may = useMay();
  const person = useSession().data?.person.id;
  const approve = useWrite(vaultRoutes.approveDestruction, { done: w.approved });
  const withdraw = useWrite(vaultRoutes.withdrawDestruction);
  const params = { id: one.id };
  const workspace = one.target.kind === 'workspace';
  const approves = workspace
    ? may('workspace.approve-destruction')
    : may('destruction.approve') || may('destruction.consent');
  const own = one.requestedBy === person;
  const approved = one.approvals.some((approval) => approval.person === person);
  return (
    <>
      <Go to={`/console/evidence?story=${encodeURIComponent(`destruction:${one.id}`)}`}>{w.evidence}</Go>
      {one.state === 'requested' && own && one.approvals.length === 0 ? (
        <ConfirmAct label={w.withdraw} text={w.withdrawText} act={() => withdraw.mutateAsync({ params, query: {} })} />
      ) : null}
      {one.state === 'requested' && approves && !own && !approved ? (
        <ConfirmAct
          label={w.approve}
          look="primary"
          text={w.approveText}
          act={() => approve.mutateAsync({ params, query: {} })}
        />
      ) : null}
      {one.state === 'destroyed' ? <Papers id={one.id} /> : null}
    </>
  );
}

function Papers({ id }: { readonly id: string }) {
  const w = useKeepingWords();
  const language = useLanguage();
  const story = useRead(evidenceRoutes.listStream, { params: { stream: `destruction:${id}` }, query: {} });
  const entryId = story.data?.items.find((entry) => entry.type === COMPLETED)?.entryId;
  return (
    <>
      <SaveButton
        label={w.certificate}
        name={`destruction-${id}.txt`}
        load={() => call(vaultRoutes.getDestructionCertificate, { params: { id } }, language)}
      />
      <SaveButton
        label={w.bundle}
        name={`destruction-${id}.zip`}
        disabled={entryId === undefined}
        load={() => call(evidenceBundleRoutes.getDestructionBundle, { params: { entryId: entryId ?? '' } }, language)}
      />
    </>
  );
}
