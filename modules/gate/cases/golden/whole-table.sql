-- select count(*), variance(cost) from visits

-- duckdb []
select count(*) as "c0", var_samp(cast("visits"."cost" as double)) as "c1", count(*) filter (where "visits"."cost" is not null) as "c2", sum("visits"."cost") as "c3", min("visits"."cost") as "c4", max("visits"."cost") as "c5", avg("visits"."cost") as "c6" from "visits";

-- postgres []
select count(*) as "c0", var_samp(cast("visits"."cost" as double precision)) as "c1", count(*) filter (where "visits"."cost" is not null) as "c2", sum("visits"."cost") as "c3", min("visits"."cost") as "c4", max("visits"."cost") as "c5", avg("visits"."cost") as "c6" from "visits";

-- trino []
select count(*) as "c0", var_samp(cast("visits"."cost" as double)) as "c1", count(*) filter (where "visits"."cost" is not null) as "c2", sum("visits"."cost") as "c3", min("visits"."cost") as "c4", max("visits"."cost") as "c5", avg("visits"."cost") as "c6" from "visits";
