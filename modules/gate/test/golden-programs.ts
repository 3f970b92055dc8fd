/** One program for each thing the language can say: printed for every engine, and run on two of them. */
export const goldenPrograms: Readonly<Record<string, string>> = {
  'group-and-average':
    "select district, count(*) as n, avg(cost) from visits where visited_on >= '2024-01-01' and visited_on < '2025-01-01' group by 1 having count(*) > 20 order by n desc limit 5",
  'levels-and-filters':
    "select date_trunc('month', visited_on), bin(age, 10), left(disease, 1), sum(cost) filter (where insured), count(*) filter (where not insured) from visits group by 1, 2, 3",
  'inner-join-turns-to-the-spine':
    'select r.sex, sum(v.cost) from residents r join visits v on v.person_id = r.person_id group by r.sex',
  'left-join-to-a-public-table':
    "select p.grade, count(distinct v.person_id), stddev(v.cost) from visits v left join places p on v.place = p.place where v.district in ('A', 'B') group by 1",
  'whole-table': 'select count(*), variance(cost) from visits',
  'products-and-branches':
    'select district, sum(cost * hours), avg(case when insured then cost else paid end), sum(2 * cost - paid + 1) from visits group by 1',
  'filled-measures': 'select insured, avg(coalesce(hours, 0)), count(hours), sum(hours) from visits group by 1',
  quantiles:
    'select insured, percentile_disc(0.5) within group (order by hours) as median, percentile_disc(0.9) within group (order by hours) filter (where age < 60) from visits group by 1',
  'bands-and-groups':
    "select level(age, 'stages'), level(district, 'halves'), level(disease, 'chapter'), count(*) from visits where age >= 40 group by 1, 2, 3",
  'own-bins':
    "select case when age < 40 then 'young' when age >= 60 then 'old' else 'between' end as stage, sum(cost) from visits group by 1",
  'three-values':
    "select count(*) filter (where insured is not true), count(*) filter (where (district = 'A') is unknown), count(*) from visits where disease like 'I%' or district is distinct from 'C'",
  'derived-table':
    'with insured_visits as (select district as d, cost as c, person_id from visits where insured) select d, sum(c) from insured_visits join residents using (person_id) group by d',
  'per-person':
    'select district, count(*), avg(total), stddev(n), count(*) filter (where n >= 3) from (select person_id, district, count(*) as n, sum(cost) as total from visits where age < 60 group by 1, 2) t group by 1',
  'often-only':
    'select r.sex, count(*), sum(h) from (select person_id, count(*) as n, sum(hours) as h from visits group by 1 having count(*) >= 2) t join residents r using (person_id) group by 1',
};
