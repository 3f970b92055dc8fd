-- Of a release, the supports that are no combination of earlier ones: a later release is held against these alone. An
-- answer that follows from others adds nothing, so that the history to read grows with what was learnt, not with what was
-- asked. Null in releases made before: there all families count.
alter table gate.release add column span jsonb;
create index release_span on gate.release (resource_id, epoch_id, released_at)
  where span is null or span <> '[]'::jsonb;
