-- select case when age < 40 then 'young' when age >= 60 then 'old' else 'between' end as stage, sum(cost) from visits group by 1

-- duckdb [40,"young",60,"old","between"]
select (case when ("visits"."age" < cast($1 as bigint)) then cast($2 as varchar) when ("visits"."age" >= cast($3 as bigint)) then cast($4 as varchar) else cast($5 as varchar) end) as "c0", sum("visits"."cost") as "c1", count(*) as "c2", count(*) filter (where "visits"."cost" is not null) as "c3", count(*) filter (where ("visits"."cost" <> 0) and "visits"."cost" is not null) as "c4" from "visits" group by 1;

-- postgres [40,"young",60,"old","between"]
select (case when ("visits"."age" < cast($1 as bigint)) then cast($2 as text) when ("visits"."age" >= cast($3 as bigint)) then cast($4 as text) else cast($5 as text) end) as "c0", sum("visits"."cost") as "c1", count(*) as "c2", count(*) filter (where "visits"."cost" is not null) as "c3", count(*) filter (where ("visits"."cost" <> 0) and "visits"."cost" is not null) as "c4" from "visits" group by 1;

-- trino [40,"young",60,"old","between"]
select (case when ("visits"."age" < cast(? as bigint)) then cast(? as varchar) when ("visits"."age" >= cast(? as bigint)) then cast(? as varchar) else cast(? as varchar) end) as "c0", sum("visits"."cost") as "c1", count(*) as "c2", count(*) filter (where "visits"."cost" is not null) as "c3", count(*) filter (where ("visits"."cost" <> 0) and "visits"."cost" is not null) as "c4" from "visits" group by 1;
