create schema http;
grant usage on schema http to sluice_app;

-- One row per write that came with an idempotency key, kept for a day.
-- Not under the ledger's guard: it holds no fact of the domain, only whether an answer was already given.
create table http.idempotency (
  -- SHA-256 of who, method, path and key: the key itself is not kept.
  id text primary key,
  request_digest text not null,
  -- Set in the transaction of the effect, so that a crash between effect and answer cannot repeat the effect.
  effect_committed boolean not null default false,
  -- The answer, sealed under the caller's own key: it may hold an access key that is shown once.
  status smallint,
  sealed_answer bytea,
  created_at timestamptz not null
);
create index idempotency_created on http.idempotency (created_at);
grant select, insert, update, delete on http.idempotency to sluice_app;
