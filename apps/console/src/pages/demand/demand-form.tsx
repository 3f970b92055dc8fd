import { catalogueRoutes, clockRoutes } from '@sluice/contract';
import { useState, type FormEvent } from 'react';
import { useRead, useWrite } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { useErrorWords } from '../../design/error-state.tsx';
import { useGo } from '../../design/go.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { Button, Panel } from '../../design/primitives.tsx';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { useDemandWords } from '../../i18n/demand/index.ts';
import type { Resource } from '../catalogue/resource-page.tsx';
import css from './demand.module.css';

/** The operator puts one published resource on the demand catalogue: which fields, for which scenarios, studied when. */
export function DemandForm({ resourceId }: { readonly resourceId: string }) {
  const words = useDemandWords();
  const w = words.form;
  const resource = useRead(catalogueRoutes.getResource, { params: { id: resourceId } });
  const clock = useRead(clockRoutes.readClock, {}, { staleMs: 60_000 });
  return (
    <>
      <PageHead title={w.title} note={w.note} back={{ href: '/console/demand', label: words.back }} />
      <Await query={resource} skeleton={<RowsSkeleton rows={8} />}>
        {(shown) => <Form key={clock.data?.today} resource={shown} today={clock.data?.today ?? ''} />}
      </Await>
    </>
  );
}

function Form(props: { readonly resource: Resource; readonly today: string }) {
  const w = useDemandWords().form;
  const language = useLanguage();
  const go = useGo();
  const errorWords = useErrorWords();
  const all = props.resource.content.fields ?? [];
  const free = all.filter((one) => one.role !== 'direct-identifier').map((one) => one.name);
  const [fields, setFields] = useState<readonly string[]>(free);
  const [scenarios, setScenarios] = useState('');
  const [studiedOn, setStudiedOn] = useState(props.today);
  const [problem, setProblem] = useState<string | null>(null);
  const create = useWrite(catalogueRoutes.createDemandItem);
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const named = scenarios
      .split('\n')
      .map((one) => one.trim())
      .filter(Boolean);
    if (named.length === 0 || fields.length === 0) return setProblem(w.missing);
    try {
      const { data } = await create.mutateAsync({
        body: { resourceId: props.resource.id, fields: [...fields], scenarios: named, studiedOn },
      });
      go(`/console/demand/${data.id}`);
    } catch (error) {
      const said = errorWords(error);
      setProblem([said.title, said.text].filter(Boolean).join(' '));
    }
  };
  return (
    <Panel id="demand" title={titleIn(language, props.resource)} note={props.resource.ownerName}>
      <form className={css['form']} onSubmit={(event) => void save(event)}>
        <label className={css['field']}>
          {w.scenarios}
          <textarea rows={3} value={scenarios} onChange={(event) => setScenarios(event.target.value)} />
          <span className={css['hint']}>{w.scenariosHint}</span>
        </label>
        <label className={css['field']}>
          {w.studied}
          <input
            type="date"
            value={studiedOn}
            max={props.today}
            onChange={(event) => setStudiedOn(event.target.value)}
          />
        </label>
        <fieldset className={css['choices']}>
          <legend>{w.fields}</legend>
          {all.map((field) => {
            const direct = field.role === 'direct-identifier';
            return (
              <label key={field.name} data-off={direct} title={direct ? w.direct : undefined}>
                <input
                  type="checkbox"
                  disabled={direct}
                  checked={fields.includes(field.name)}
                  onChange={(event) =>
                    setFields(
                      event.target.checked ? [...fields, field.name] : fields.filter((name) => name !== field.name),
                    )
                  }
                />
                {titleIn(language, field)}
              </label>
            );
          })}
        </fieldset>
        {problem ? (
          <p className={css['problem']} role="alert">
            {problem}
          </p>
        ) : null}
        <div>
          <Button onClick={() => setFields(free)}>{w.all}</Button>{' '}
          <Button look="primary" type="submit" disabled={create.isPending}>
            {w.save}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
