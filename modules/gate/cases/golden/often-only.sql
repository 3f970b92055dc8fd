-- select r.sex, count(*), sum(h) from (select person_id, count(*) as n, sum(hours) as h from visits group by 1 having count(*) >= 2) t join residents r using (person_id) group by 1

-- duckdb []
select "p"."k0" as "c0", count(*) as "c1", sum("p"."xf649c8b0cd") as "c2", sum("p"."n") as "c3", sum("p"."n") filter (where ("p"."xf649c8b0cd" is not null)) as "c4", count(*) filter (where ("p"."xf649c8b0cd" is not null)) as "c5", max("p"."xf649c8b0cd") as "c6" from (select "visits"."__e_person_id" as "e", "residents"."sex" as "k0", count(*) as "x72a63ac55f", sum("visits"."hours") as "xf649c8b0cd", count(*) as "n" from "visits" inner join "residents" on "visits"."person_id" = "residents"."person_id" group by 1, 2) as "p" where ("p"."x72a63ac55f" >= 2) group by 1;

-- postgres []
select "p"."k0" as "c0", count(*) as "c1", sum("p"."xf649c8b0cd") as "c2", sum("p"."n") as "c3", sum("p"."n") filter (where ("p"."xf649c8b0cd" is not null)) as "c4", count(*) filter (where ("p"."xf649c8b0cd" is not null)) as "c5", max("p"."xf649c8b0cd") as "c6" from (select "visits"."__e_person_id" as "e", "residents"."sex" as "k0", count(*) as "x72a63ac55f", sum("visits"."hours") as "xf649c8b0cd", count(*) as "n" from "visits" inner join "residents" on "visits"."person_id" = "residents"."person_id" group by 1, 2) as "p" where ("p"."x72a63ac55f" >= 2) group by 1;

-- trino []
select "p"."k0" as "c0", count(*) as "c1", sum("p"."xf649c8b0cd") as "c2", sum("p"."n") as "c3", sum("p"."n") filter (where ("p"."xf649c8b0cd" is not null)) as "c4", count(*) filter (where ("p"."xf649c8b0cd" is not null)) as "c5", max("p"."xf649c8b0cd") as "c6" from (select "visits"."__e_person_id" as "e", "residents"."sex" as "k0", count(*) as "x72a63ac55f", sum("visits"."hours") as "xf649c8b0cd", count(*) as "n" from "visits" inner join "residents" on "visits"."person_id" = "residents"."person_id" group by 1, 2) as "p" where ("p"."x72a63ac55f" >= 2) group by 1;
