-- select count(*), variance(cost) from visits

-- duckdb []
select count(*) as "c0", var_samp(cast("visits"."cost" as double)) as "c1", count(*) filter (where "visits"."cost" is not null) as "c2", sum("visits"."cost") as "c3", min(cast("visits"."cost" as double)) as "c4", max(cast("visits"."cost" as double)) as "c5", avg(cast("visits"."cost" as double)) as "c6", var_samp(cast("visits"."cost" as double)) * (count(cast("visits"."cost" as double)) - 1) as "c7" from "visits";

-- postgres []
select count(*) as "c0", var_samp(cast("visits"."cost" as double precision)) as "c1", count(*) filter (where "visits"."cost" is not null) as "c2", sum("visits"."cost") as "c3", min(cast("visits"."cost" as double precision)) as "c4", max(cast("visits"."cost" as double precision)) as "c5", avg(cast("visits"."cost" as double precision)) as "c6", var_samp(cast("visits"."cost" as double precision)) * (count(cast("visits"."cost" as double precision)) - 1) as "c7" from "visits";

-- trino []
select count(*) as "c0", var_samp(cast("visits"."cost" as double)) as "c1", count(*) filter (where "visits"."cost" is not null) as "c2", sum("visits"."cost") as "c3", min(cast("visits"."cost" as double)) as "c4", max(cast("visits"."cost" as double)) as "c5", avg(cast("visits"."cost" as double)) as "c6", var_samp(cast("visits"."cost" as double)) * (count(cast("visits"."cost" as double)) - 1) as "c7" from "visits";
