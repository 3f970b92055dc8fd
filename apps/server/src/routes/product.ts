import type { productRoutes } from '@sluice/contract';
import type { Db } from '@sluice/database';
import { freezeProduct, type FreezeParts } from '@sluice/flows';
import { seesAll } from '@sluice/identity';
import type { Dossier, Product } from '@sluice/product';
import type { Handlers } from '../handlers.ts';
import type { Written } from '../written.ts';
import { plain, type Plain } from '../plain.ts';

interface ProductServices {
  readonly product: Product;
  readonly freezing: FreezeParts;
  readonly db: Db;
  readonly written: Written;
}

/** Products up to their release: parsed input in, dossiers out. */
export function productHandlers({ product, freezing, db, written }: ProductServices): Handlers<typeof productRoutes> {
  const answer = async (
    work: Promise<{ value: Dossier; evidence: Awaited<ReturnType<Product['draft']>>['evidence'] }>,
  ) => written(work.then((done) => ({ ...done, value: present(done.value) })));
  return {
    createProduct: ({ actor, input }) => answer(product.draft(actor, input.body)),
    updateProduct: ({ actor, input }) => answer(product.edit(actor, input.params.id, input.body)),
    freezeProduct: ({ actor, input }) => answer(freezeProduct(freezing, db, actor, input.params.id)),
    applyForRelease: ({ actor, input }) => answer(product.applyForRelease(actor, input.params.id)),
    recordCheck: ({ actor, input }) =>
      answer(product.recordFinding(actor, input.params.id, { check: input.params.check, ...input.body })),
    decideProduct: ({ actor, input }) => answer(product.decideStep(actor, input.params.id, input.body)),
    async listProductDossiers({ actor, input }) {
      const { items, total } = await product.dossiers(db, actor, {
        ...input.query,
        all: actor.role !== 'developer' && seesAll('product-release', actor.role),
      });
      return { items: items.map(present), total };
    },
    getProductDossier: async ({ actor, input }) => present(await product.dossier(db, actor, input.params.id)),
  };
}

const present = (dossier: Dossier): Plain<Dossier> => plain(dossier);
