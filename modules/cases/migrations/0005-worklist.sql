-- The list of work and its counts are read from the index alone, however many tasks lie at a desk.
drop index cases.task_worklist;
create index task_worklist on cases.task (jurisdiction, role, body, due_on, id)
  include (kind, yellow_on, person, not_body, not_person, not_persons);
