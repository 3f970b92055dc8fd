import { useTasks } from '../../api/tasks.ts';
import { Go } from '../../design/go.tsx';
import { Icon } from '../../design/icon.tsx';
import { useCasesWords } from '../../i18n/cases/index.ts';
import { pageExists } from '../../pages.ts';
import css from './other-tasks.module.css';

const ICONS = { case: 'application', product: 'product', resource: 'resource', demand: 'batch' } as const;
const SHOWN = 5;

/** What waits besides cases: entries of the catalogue and of the demand list, products. Each opens where it is done. */
export function OtherTasks() {
  const w = useCasesWords().todo;
  const tasks = useTasks().items.filter((task) => task.kind !== 'case' && pageExists(task.href));
  if (tasks.length === 0) return null;
  return (
    <section className={css['others']} aria-label={w.others}>
      <h2>
        {w.others} <span>{tasks.length}</span>
      </h2>
      <ul>
        {tasks.slice(0, SHOWN).map((task) => (
          <li key={task.id}>
            <Go to={task.href}>
              <Icon name={ICONS[task.kind]} size={14} />
              {task.title}
            </Go>
          </li>
        ))}
      </ul>
    </section>
  );
}
