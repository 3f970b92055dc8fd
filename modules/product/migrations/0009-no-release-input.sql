-- What it repeated of product.release.lineage stands in the lineage graph, which the ledger derives from its entries.
drop table product.release_input;
