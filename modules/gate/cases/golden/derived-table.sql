-- with insured_visits as (select district as d, cost as c, person_id from visits where insured) select d, sum(c) from insured_visits join residents using (person_id) group by d

-- duckdb [true]
select "visits"."district" as "c0", sum("visits"."cost") as "c1", count(*) as "c2", count(*) filter (where "visits"."cost" is not null) as "c3", count(*) filter (where ("visits"."cost" <> 0) and "visits"."cost" is not null) as "c4", max("visits"."cost") as "c5" from "visits" inner join "residents" on "visits"."person_id" = "residents"."person_id" where ("visits"."insured" = cast($1 as boolean)) group by 1;

-- postgres [true]
select "visits"."district" as "c0", sum("visits"."cost") as "c1", count(*) as "c2", count(*) filter (where "visits"."cost" is not null) as "c3", count(*) filter (where ("visits"."cost" <> 0) and "visits"."cost" is not null) as "c4", max("visits"."cost") as "c5" from "visits" inner join "residents" on "visits"."person_id" = "residents"."person_id" where ("visits"."insured" = cast($1 as boolean)) group by 1;

-- trino [true]
select "visits"."district" as "c0", sum("visits"."cost") as "c1", count(*) as "c2", count(*) filter (where "visits"."cost" is not null) as "c3", count(*) filter (where ("visits"."cost" <> 0) and "visits"."cost" is not null) as "c4", max("visits"."cost") as "c5" from "visits" inner join "residents" on "visits"."person_id" = "residents"."person_id" where ("visits"."insured" = cast(? as boolean)) group by 1;
