import { useTranslation } from '../i18n/translate.ts';
import { ProblemError } from '../api/call.ts';
import { Go } from '../design/go.tsx';
import { Button, Skeleton, StateNote } from '../design/primitives.tsx';
import css from './shell.module.css';

/** While a page's own part is fetched: the shape of a page, no spinner. */
export function PagePending() {
  const { t } = useTranslation();
  return (
    <div className={css['pending']} role="status" aria-label={t('common.loading')}>
      <Skeleton height={28} width="220px" />
      <Skeleton height={18} width="340px" />
      <Skeleton height={120} />
      <Skeleton height={320} />
    </div>
  );
}

export function PageMissing() {
  const { t } = useTranslation();
  return (
    <StateNote title={t('page.missing')} text={t('page.missingText')} action={<Go to="/">{t('page.first')}</Go>} />
  );
}

/** A failed page says so in its own place; the frame around it stays. */
export function PageBroken(props: { readonly error: unknown }) {
  const { t } = useTranslation();
  const id = props.error instanceof ProblemError ? props.error.requestId : '';
  return (
    <StateNote
      alert
      title={t('page.broken')}
      text={id ? t('common.requestId', { id }) : t('page.brokenText')}
      action={<Button onClick={() => window.location.reload()}>{t('common.retry')}</Button>}
    />
  );
}
