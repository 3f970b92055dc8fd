-- select r.sex, sum(v.cost) from residents r join visits v on v.person_id = r.person_id group by r.sex

-- duckdb []
select "residents"."sex" as "c0", sum("visits"."cost") as "c1", count(*) as "c2", count(*) filter (where "visits"."cost" is not null) as "c3", count(*) filter (where ("visits"."cost" <> 0) and "visits"."cost" is not null) as "c4" from "visits" inner join "residents" on "visits"."person_id" = "residents"."person_id" group by 1;

-- postgres []
select "residents"."sex" as "c0", sum("visits"."cost") as "c1", count(*) as "c2", count(*) filter (where "visits"."cost" is not null) as "c3", count(*) filter (where ("visits"."cost" <> 0) and "visits"."cost" is not null) as "c4" from "visits" inner join "residents" on "visits"."person_id" = "residents"."person_id" group by 1;

-- trino []
select "residents"."sex" as "c0", sum("visits"."cost") as "c1", count(*) as "c2", count(*) filter (where "visits"."cost" is not null) as "c3", count(*) filter (where ("visits"."cost" <> 0) and "visits"."cost" is not null) as "c4" from "visits" inner join "residents" on "visits"."person_id" = "residents"."person_id" group by 1;
