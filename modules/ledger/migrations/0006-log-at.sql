-- Entries of a time are found for an audit. The log grows in the order of time, so ranges of its blocks are enough.
create index log_at on ledger.log using brin (at);
