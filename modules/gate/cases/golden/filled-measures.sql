-- select insured, avg(coalesce(hours, 0)), count(hours), sum(hours) from visits group by 1

-- duckdb []
select "visits"."insured" as "c0", count(*) as "c1", count("visits"."hours") as "c2", sum("visits"."hours") as "c3", count(*) filter (where "visits"."hours" is not null) as "c4", bit_count(bit_or("visits"."__b_person_id")) as "c5", bit_count(bit_or("visits"."__b_person_id") filter (where "visits"."hours" is not null)) as "c6", bit_count(bit_or("visits"."__b_person_id") filter (where (not (("visits"."hours" is not null) is true)))) as "c7", max("visits"."hours") as "c8" from "visits" group by 1;

-- postgres []
select "visits"."insured" as "c0", count(*) as "c1", count("visits"."hours") as "c2", sum("visits"."hours") as "c3", count(*) filter (where "visits"."hours" is not null) as "c4", bit_count(cast(bit_or(cast("visits"."__b_person_id" as bigint)) as bit(64))) as "c5", bit_count(cast(bit_or(cast("visits"."__b_person_id" as bigint)) filter (where "visits"."hours" is not null) as bit(64))) as "c6", bit_count(cast(bit_or(cast("visits"."__b_person_id" as bigint)) filter (where (not (("visits"."hours" is not null) is true))) as bit(64))) as "c7", max("visits"."hours") as "c8" from "visits" group by 1;

-- trino []
select "visits"."insured" as "c0", count(*) as "c1", count("visits"."hours") as "c2", sum("visits"."hours") as "c3", count(*) filter (where "visits"."hours" is not null) as "c4", bit_count(bitwise_or_agg(cast("visits"."__b_person_id" as bigint)), 64) as "c5", bit_count(bitwise_or_agg(cast("visits"."__b_person_id" as bigint)) filter (where "visits"."hours" is not null), 64) as "c6", bit_count(bitwise_or_agg(cast("visits"."__b_person_id" as bigint)) filter (where (not coalesce(("visits"."hours" is not null), false))), 64) as "c7", max("visits"."hours") as "c8" from "visits" group by 1;
