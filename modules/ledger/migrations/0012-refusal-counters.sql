-- Refusals that repeat within an hour are counted on one line, so that nothing has to go before its months are over:
-- there are never more lines an hour than there are codes, routes and principals. Lines of before keep hour null.
alter table ledger.refusal add column hour timestamptz, add column times bigint not null default 1,
  add column last_at timestamptz;
create unique index refusal_counter on ledger.refusal (hour, code, route, coalesce(principal, '')) where not digested;
