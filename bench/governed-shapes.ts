/** An honest analysis as a developer writes it; the engine alone gets the very same text. */
export interface Shape {
  readonly name: string;
  readonly sql: string;
  /** Two levels, joins and quantiles are told apart in the report. */
  readonly kind: 'groups' | 'filter' | 'join' | 'two-level' | 'quantile' | 'distinct';
}

const groups = (name: string, sql: string): Shape => ({ name, sql, kind: 'groups' });
const filter = (name: string, sql: string): Shape => ({ name, sql, kind: 'filter' });

/** From 1 to 7,680 groups, filters from 1 to 100 %, joins, figures per person. */
export const shapes: readonly Shape[] = [
  groups('whole-table', 'select count(*) as n, avg(cost) as mean from visits'),
  groups('groups-2', 'select sex, count(*) as n from visits group by sex'),
  groups('groups-16', 'select district, count(*) as visits from visits group by district'),
  groups('groups-16-sum', 'select district, sum(cost) as cost, avg(cost) as mean from visits group by district'),
  groups('groups-32', 'select district, sex, avg(cost) as mean_cost from visits group by district, sex'),
  groups(
    'groups-120',
    'select hospital, count(*) as n, sum(cost) as cost from visits group by hospital order by cost desc limit 20',
  ),
  groups('groups-120-spread', 'select hospital, stddev(cost) as spread from visits group by hospital'),
  groups('groups-1920', 'select hospital, district, count(*) as n from visits group by hospital, district'),
  groups(
    'groups-2880',
    "select hospital, date_trunc('month', visit_date) as month, count(*) as n, sum(cost) as cost from visits group by hospital, date_trunc('month', visit_date)",
  ),
  groups(
    'groups-3840',
    'select hospital, district, sex, avg(cost) as mean from visits group by hospital, district, sex',
  ),
  groups(
    'groups-7680',
    "select district, sex, floor(age / 10) * 10 as age, date_trunc('month', visit_date) as month, count(*) as n from visits group by district, sex, floor(age / 10) * 10, date_trunc('month', visit_date)",
  ),
  groups(
    'sensitive',
    'select district, left(icd, 1) as block, count(*) as n from visits group by district, left(icd, 1)',
  ),
  groups(
    'own-bins',
    "select case when age < 20 then 'young' when age < 60 then 'middle' else 'old' end as stage, count(*) as n, avg(cost) as mean from visits group by case when age < 20 then 'young' when age < 60 then 'middle' else 'old' end",
  ),
  groups('linear', 'select district, sum(2 * cost + 3) as x from visits group by district'),
  filter(
    'filter-1',
    "select district, count(*) as n, sum(cost) as cost from visits where hospital = 'H007' group by district",
  ),
  filter('filter-5', "select district, count(*) as n from visits where left(icd, 1) = 'J' group by district"),
  filter('filter-10', 'select district, avg(cost) as mean from visits where age between 20 and 29 group by district'),
  filter(
    'filter-50',
    "select date_trunc('month', visit_date) as month, district, count(*) as visits, sum(cost) as cost from visits where sex = '1' group by date_trunc('month', visit_date), district",
  ),
  filter('filter-100', 'select district, count(*) as n from visits where age >= 0 group by district'),
  filter(
    'filtered-aggregates',
    "select district, count(*) as n, count(*) filter (where sex = '1') as men, sum(cost) filter (where age >= 60) as old_cost from visits group by district",
  ),
  {
    name: 'distinct',
    kind: 'distinct',
    sql: 'select district, count(distinct pid) as persons from visits group by district',
  },
  {
    name: 'median',
    kind: 'quantile',
    sql: 'select district, percentile_disc(0.5) within group (order by floor(cost / 50) * 50) as median from visits group by district',
  },
  {
    name: 'join-list',
    kind: 'join',
    sql: 'select h.grade, count(*) as n, sum(v.cost) as cost from visits v join hospitals h on v.hospital = h.hospital group by h.grade',
  },
  {
    name: 'join-register',
    kind: 'join',
    sql: 'select p.household, count(*) as n, avg(v.cost) as mean from visits v join persons p on v.pid = p.pid group by p.household',
  },
  {
    name: 'per-person',
    kind: 'two-level',
    sql: 'select count(*) as persons, avg(n) as visits_each from (select pid, count(*) as n from visits group by pid) t',
  },
  {
    name: 'per-person-cost',
    kind: 'two-level',
    sql: 'select district, count(*) as persons, avg(cost) as mean from (select pid, district, sum(cost) as cost from visits group by pid, district) t group by district',
  },
];

/** How the gate writes what differs: a quantile is given in declared bins, which the plain text has to compute. */
export const forTheGate = (sql: string): string => sql.replace('order by floor(cost / 50) * 50', 'order by cost');
