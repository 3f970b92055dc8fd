import { usePathParam } from '../../design/go.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { useHolderWords } from '../../i18n/holders/index.ts';
import { ProductHolders } from './product-holders.tsx';

/** Who holds which right over what a product was made from, and who answers for it. */
export function ProductHoldersPage() {
  const id = usePathParam('id');
  const w = useHolderWords();
  return (
    <>
      <PageHead title={w.title} note={w.sources} back={{ href: `/console/products/${id}`, label: w.back }} />
      <ProductHolders id={id} />
    </>
  );
}
