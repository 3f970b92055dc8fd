import { useTasks, type Task } from '../../api/tasks.ts';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { ClockChip, State } from '../../design/marks.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { RowsSkeleton } from '../../design/await.tsx';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { useConsoleWords } from '../../i18n/console/index.ts';
import { useHomeWords } from '../../i18n/home/index.ts';
import { pageExists } from '../../pages.ts';
import css from './home.module.css';

const SHOWN = 6;

/** What waits for this reader, the most urgent first, each with its limit. */
export function TasksCard() {
  const w = useHomeWords().waiting;
  const all = useConsoleWords().act.all;
  const tasks = useTasks();
  return (
    <Panel
      id="waiting"
      title={w.title}
      note={tasks.items.length > 0 ? String(tasks.items.length) : undefined}
      action={pageExists('/console/todo') && tasks.items.length > SHOWN ? <Go to="/console/todo">{all}</Go> : undefined}
    >
      {tasks.pending ? (
        <RowsSkeleton rows={4} />
      ) : tasks.items.length === 0 ? (
        <Empty icon="todo" title={w.empty} text={w.emptyText} />
      ) : (
        <ul className={css['rows']}>
          {tasks.items.slice(0, SHOWN).map((task) => (
            <li key={task.id}>
              <TaskRow task={task} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function TaskRow({ task }: { readonly task: Task }) {
  const w = useHomeWords().waiting;
  const language = useLanguage();
  const content = (
    <>
      <span className={css['main']}>
        <span className={css['name']}>{task.title}</span>
        {'term' in task.state ? <State of={task.state.term} /> : <Tag>{titleIn(language, task.state)}</Tag>}
      </span>
      <span className={css['sub']}>
        <span className={css['name']}>{task.note}</span>
        {task.dueOn ? <ClockChip left={task.left} dueOn={task.dueOn} /> : <span>{w.none}</span>}
      </span>
    </>
  );
  return pageExists(task.href) ? (
    <Go className={css['row']} to={task.href}>
      {content}
    </Go>
  ) : (
    <div className={css['row']}>{content}</div>
  );
}
