-- select count(*), variance(cost) from visits

-- duckdb []
select count(*) as "c0", var_samp(cast("visits"."cost" as double)) as "c1", count(*) filter (where "visits"."cost" is not null) as "c2", count(*) filter (where ("visits"."cost" <> 0) and "visits"."cost" is not null) as "c3", sum("visits"."cost") as "c4", min("visits"."cost") as "c5", max("visits"."cost") as "c6", avg("visits"."cost") as "c7" from "visits";

-- postgres []
select count(*) as "c0", var_samp(cast("visits"."cost" as double precision)) as "c1", count(*) filter (where "visits"."cost" is not null) as "c2", count(*) filter (where ("visits"."cost" <> 0) and "visits"."cost" is not null) as "c3", sum("visits"."cost") as "c4", min("visits"."cost") as "c5", max("visits"."cost") as "c6", avg("visits"."cost") as "c7" from "visits";

-- trino []
select count(*) as "c0", var_samp(cast("visits"."cost" as double)) as "c1", count(*) filter (where "visits"."cost" is not null) as "c2", count(*) filter (where ("visits"."cost" <> 0) and "visits"."cost" is not null) as "c3", sum("visits"."cost") as "c4", min("visits"."cost") as "c5", max("visits"."cost") as "c6", avg("visits"."cost") as "c7" from "visits";
