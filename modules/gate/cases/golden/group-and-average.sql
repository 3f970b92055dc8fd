-- select district, count(*) as n, avg(cost) from visits where visited_on >= '2024-01-01' and visited_on < '2025-01-01' group by 1 having count(*) > 20 order by n desc limit 5

-- duckdb ["2025-01-01","2024-01-01"]
select "visits"."district" as "c0", count(*) as "c1", avg("visits"."cost") as "c2", count(*) filter (where "visits"."cost" is not null) as "c3", count(*) filter (where ("visits"."cost" <> 0) and "visits"."cost" is not null) as "c4", max("visits"."cost") as "c5", sum("visits"."cost") as "c6" from "visits" where (("visits"."visited_on" < cast($1 as date)) and ("visits"."visited_on" >= cast($2 as date))) group by 1;

-- postgres ["2025-01-01","2024-01-01"]
select "visits"."district" as "c0", count(*) as "c1", avg("visits"."cost") as "c2", count(*) filter (where "visits"."cost" is not null) as "c3", count(*) filter (where ("visits"."cost" <> 0) and "visits"."cost" is not null) as "c4", max("visits"."cost") as "c5", sum("visits"."cost") as "c6" from "visits" where (("visits"."visited_on" < cast($1 as date)) and ("visits"."visited_on" >= cast($2 as date))) group by 1;

-- trino ["2025-01-01","2024-01-01"]
select "visits"."district" as "c0", count(*) as "c1", avg("visits"."cost") as "c2", count(*) filter (where "visits"."cost" is not null) as "c3", count(*) filter (where ("visits"."cost" <> 0) and "visits"."cost" is not null) as "c4", max("visits"."cost") as "c5", sum("visits"."cost") as "c6" from "visits" where (("visits"."visited_on" < cast(? as date)) and ("visits"."visited_on" >= cast(? as date))) group by 1;
