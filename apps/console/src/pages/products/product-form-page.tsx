import { authorizationRoutes, productRoutes } from '@sluice/contract';
import { useUrl } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await } from '../../design/await.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { useProductWords } from '../../i18n/products/index.ts';
import { readDrafts } from '../workbench/use-drafts.ts';
import { emptyDraft, fromDossier, keptDraft } from './product-draft.ts';
import { ProductForm } from './product-form.tsx';

/** Publishing form: of a program saved in the workbench, or of a product that is changed. */
export function ProductFormPage() {
  const w = useProductWords();
  const url = useUrl();
  const productId = url.get('product');
  const grantId = url.get('grant');
  const dossier = useRead(
    productRoutes.getProductDossier,
    { params: { id: productId ?? '' } },
    { enabled: productId !== null },
  );
  const grants = useRead(authorizationRoutes.listGrants, { query: { state: 'active' } });
  const back = { href: productId ? `/console/products/${productId}` : '/console/products', label: w.back };
  if (productId)
    return (
      <>
        <PageHead title={w.form.editTitle} back={back} />
        <Await query={dossier} skeleton={480} roles={['developer']}>
          {(one) => <ProductForm first={fromDossier(one)} productId={one.id} grants={grants.data?.items ?? []} />}
        </Await>
      </>
    );
  const text = grantId ? readDrafts(grantId).find((one) => one.id === url.get('draft'))?.sql : undefined;
  const kept = keptDraft();
  const first =
    text === undefined
      ? (kept ?? { ...emptyDraft, grantId: grantId ?? '' })
      : { ...emptyDraft, grantId: grantId ?? '', sql: text };
  return (
    <>
      <PageHead title={w.form.newTitle} back={back} />
      <Await query={grants} skeleton={480} roles={['developer']}>
        {({ items }) => <ProductForm first={first} productId={null} grants={items} fresh={kept === null} />}
      </Await>
    </>
  );
}
