-- The column whose shares a sample keeps: what is drawn follows from it too, and another one is another sample.
alter table gate.sample add column stratum text;
