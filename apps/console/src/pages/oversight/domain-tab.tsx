import { procedureRegisterRoutes } from '@sluice/contract';
import { useSession } from '../../api/session.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ActForm } from '../../design/act-form.tsx';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { Facts } from '../../design/detail-page.tsx';
import { Empty } from '../../design/empty.tsx';
import { Stack, Tools } from '../../design/open-panel.tsx';
import { Panel } from '../../design/primitives.tsx';
import stack from '../../design/stack.module.css';
import { useOversightWords } from '../../i18n/oversight/index.ts';
import type { PlaceProps } from './oversight-page.tsx';

/** The one domain in which authorized data is worked on, by its address ranges (PLT-05). */
export function DomainTab({ jurisdiction }: PlaceProps) {
  const w = useOversightWords().domain;
  const role = useSession().data?.active.role;
  const domain = useRead(procedureRegisterRoutes.readDomain, { query: { jurisdiction } });
  const register = useWrite(procedureRegisterRoutes.registerDomain, { done: w.registered });
  const known = domain.data?.domain;
  return (
    <Stack>
      {role === 'data-authority' && domain.data ? (
        <Tools>
          <ActForm
            label={known ? w.registerAgain : w.register}
            text={w.registerText}
            fields={[
              {
                name: 'ranges',
                label: w.ranges,
                kind: 'area',
                hint: w.rangesHint,
                required: true,
                start: known?.ranges.join('\n') ?? '',
              },
              { name: 'basis', label: w.basis, required: true, start: known?.basis ?? '' },
            ]}
            act={(given) =>
              register.mutateAsync({
                body: { jurisdiction, ranges: given.list('ranges'), basis: given.text('basis') },
              })
            }
          />
        </Tools>
      ) : null}
      <Panel id="domain" title={w.title} note={w.note}>
        <Await query={domain} skeleton={<RowsSkeleton rows={2} />}>
          {(one) =>
            one.domain ? (
              <div className={stack['flat']}>
                <Facts
                  columns={2}
                  items={[
                    [w.ranges, one.domain.ranges.join('\n')],
                    [w.basis, one.domain.basis],
                  ]}
                />
              </div>
            ) : (
              <Empty icon="shield" title={w.none} text={w.noneText} />
            )
          }
        </Await>
      </Panel>
    </Stack>
  );
}
