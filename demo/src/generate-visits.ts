import type { DuckDBConnection } from '@duckdb/node-api';
import { diseases, type Disease } from './code-lists.ts';
import { fillTable } from './fill-table.ts';
import { visitPeriod, type CityPlan } from './generate-plan.ts';
import type { Hospital } from './real-places.ts';
import { logNormalSlots, weightedSlots } from './weighted-slots.ts';

const SLOTS = 1024;
const AGE_GROUPS = 6;
const SEASONS = 4;

/**
 * Makes table `visit`: exactly `plan.size.visits` rows over 24 months, after `generateResidents`.
 * Visits per person are heavy-tailed and grow with age; the date follows season and weekday, the diagnosis follows age,
 * sex and season (chronic patients come back with theirs), cost follows diagnosis, kind of visit, hospital and age.
 */
export async function generateVisits(db: DuckDBConnection, plan: CityPlan): Promise<void> {
  await fillDiseases(db);
  await fillDates(db);
  await fillHospitals(db, plan);
  await fillTable(
    db,
    'draw_cost',
    { slot: 'INTEGER', small: 'INTEGER', large: 'INTEGER' },
    logNormalSlots(0.45, SLOTS).map((small, slot) => [slot, small, logNormalSlotsLarge[slot] ?? 1000]),
  );
  await db.run(COUNTS_SQL, { n: plan.size.visits });
  await db.run(VISIT_SQL, { seed: plan.seed });
}

const logNormalSlotsLarge = logNormalSlots(0.7, SLOTS);

async function fillDiseases(db: DuckDBConnection): Promise<void> {
  await fillTable(
    db,
    'disease',
    {
      n: 'INTEGER',
      code: 'VARCHAR',
      title: 'VARCHAR',
      department: 'VARCHAR',
      outpatient: 'INTEGER',
      inpatient: 'INTEGER',
      admitted: 'INTEGER',
    },
    diseases.map((d, n) => [n, d.code, d.name, d.department, d.outpatientYuan, d.inpatientYuan, d.inpatientPerMille]),
  );
  const acute: number[][] = [];
  const chronic: number[][] = [];
  for (let sex = 1; sex <= 2; sex += 1) {
    for (let group = 0; group < AGE_GROUPS; group += 1) {
      for (let season = 0; season < SEASONS; season += 1) {
        const cell = ((sex - 1) * AGE_GROUPS + group) * SEASONS + season;
        const weights = diseases.map((d) => weightOf(d, sex, group, season));
        weightedSlots(weights, SLOTS).forEach((value, slot) => acute.push([cell, slot, value]));
      }
      const weights = diseases.map((d) => (d.chronic ? weightOf(d, sex, group, 0) : 0));
      const any = weights.some((weight) => weight > 0);
      weightedSlots(any ? weights : diseases.map(() => 1), SLOTS).forEach((value, slot) =>
        chronic.push([(sex - 1) * AGE_GROUPS + group, slot, value]),
      );
    }
  }
  await fillTable(db, 'draw_acute', { cell: 'INTEGER', slot: 'INTEGER', n: 'INTEGER' }, acute);
  await fillTable(db, 'draw_chronic', { cell: 'INTEGER', slot: 'INTEGER', n: 'INTEGER' }, chronic);
}

function weightOf(disease: Disease, sex: number, group: number, season: number): number {
  if (disease.sex !== 0 && disease.sex !== sex) return 0;
  return (disease.ages[group] ?? 0) * (disease.seasons[season] ?? 0);
}

/** Slots of days: busier in winter and on Mondays, quiet on Sundays. */
async function fillDates(db: DuckDBConnection): Promise<void> {
  const monthly = [118, 92, 108, 100, 98, 95, 96, 94, 96, 92, 104, 117];
  const weekly = [58, 124, 112, 108, 106, 108, 74];
  const first = Date.parse(`${visitPeriod.from}T00:00:00Z`);
  const weights = Array.from({ length: visitPeriod.days }, (_, day) => {
    const date = new Date(first + day * 86_400_000);
    return (monthly[date.getUTCMonth()] ?? 0) * (weekly[date.getUTCDay()] ?? 0);
  });
  const rows = weightedSlots(weights, 65_536).map((day, slot) => {
    const month = new Date(first + day * 86_400_000).getUTCMonth();
    return [slot, day, Math.floor(((month + 1) % 12) / 3)];
  });
  await fillTable(db, 'draw_day', { slot: 'INTEGER', day: 'INTEGER', season: 'INTEGER' }, rows);
}

/** For each county the hospitals its people go to: mostly their own, one in five times the centre's. */
async function fillHospitals(db: DuckDBConnection, plan: CityPlan): Promise<void> {
  const { hospitals, centre } = plan;
  await fillTable(
    db,
    'hospital',
    { n: 'INTEGER', code: 'VARCHAR', title: 'VARCHAR', county: 'VARCHAR', tier: 'INTEGER' },
    hospitals.map((h, n) => [n, h.code, h.name, h.county, h.tier]),
  );
  const size = (h: Hospital): number => (h.tier === 3 ? 40 : h.tier === 2 ? 22 : 6);
  const rows: (number | string)[][] = [];
  for (const county of new Set(plan.streets.map((street) => street.county))) {
    const own = hospitals.some((h) => h.county === county);
    const share = (h: Hospital): number => {
      if (h.county === county) return 70;
      if (h.county === centre) return own ? 28 : 96;
      return own ? 0.25 : 0.5;
    };
    const totals = new Map<string, number>();
    for (const h of hospitals) totals.set(h.county, (totals.get(h.county) ?? 0) + size(h));
    weightedSlots(
      hospitals.map((h) => (share(h) * size(h)) / (totals.get(h.county) ?? 1)),
      SLOTS,
    ).forEach((value, slot) => rows.push([county, slot, value]));
  }
  await fillTable(db, 'draw_hospital', { county: 'VARCHAR', slot: 'INTEGER', n: 'INTEGER' }, rows);
}

/** Systematic sampling over the running sum of weights: the counts are whole and add up exactly. */
const COUNTS_SQL = `
create table visit_count as
with weighted as (
  select *, (weight + 60)::hugeint * case
    when birth_date > date '2017-12-31' then 14 when birth_date > date '2005-12-31' then 6 when birth_date > date '1983-12-31' then 7
    when birth_date > date '1963-12-31' then 10 when birth_date > date '1948-12-31' then 16 else 20 end as w
  from resident
), running as (
  select *, sum(w) over (order by i rows unbounded preceding) as upto, sum(w) over () as total from weighted
)
select i, citizen_id, sex, birth_date, county, d,
  ((upto * $n::hugeint) // total - ((upto - w) * $n::hugeint) // total)::integer as visits
from running`;

const AGE_GROUP =
  'case when age <= 5 then 0 when age <= 17 then 1 when age <= 39 then 2 when age <= 59 then 3 when age <= 74 then 4 else 5 end';

const VISIT_SQL = `
create table visit as
with each as (
  select c.i, c.citizen_id, c.sex, c.birth_date, c.county, c.d, unnest(range(c.visits)) as nth from visit_count c where c.visits > 0
), h as (
  select *, md5_number_lower($seed || ':visit:' || i || ':' || nth) a, md5_number_upper($seed || ':visit:' || i || ':' || nth) b from each
), dated as (
  select h.*, (date '${visitPeriod.from}' + day)::date as visit_date, season,
    date_sub('year', birth_date, (date '${visitPeriod.from}' + day)::date)::integer as age
  from h join draw_day on draw_day.slot = part(a, 0)
), grouped as (
  select *, ${AGE_GROUP} as age_group from dated
), diagnosed as (
  select g.i, g.nth, g.b, g.sex, g.age, g.visit_date, g.citizen_id, k.n as hospital, k.tier,
    -- A chronic condition belongs to the person (d), so the same one comes back.
    case when part(d, 3) % 100 < [4, 6, 14, 42, 68, 78][age_group + 1] and part(a, 2) % 100 < 55 then c.n else u.n end as n
  from grouped g
  join draw_chronic c on c.cell = (sex - 1) * 6 + age_group and c.slot = (part(d, 2) & 1023)
  join draw_acute u on u.cell = ((sex - 1) * 6 + age_group) * 4 + season and u.slot = (part(a, 1) & 1023)
  join draw_hospital p on p.county = g.county and p.slot = (part(a, 3) & 1023)
  join hospital k on k.n = p.n
), kinded as (
  select x.*, s.outpatient, s.inpatient,
    case when part(b, 0) % 1000 < least(960, s.admitted * (100 + greatest(age - 60, 0)) // 100) and (tier > 1 or s.admitted < 300) then 3
      when part(b, 0) % 1000 >= 965 then 2 else 1 end as kind
  from diagnosed x join disease s on s.n = x.n
), priced as (
  select k.*,
    (case kind when 3 then inpatient::bigint * large * 6 // 10 when 2 then (outpatient + 120)::bigint * small else outpatient::bigint * small end
      * [70, 100, 130][tier] * (100 + greatest(age - 50, 0)) // 100000)::bigint as fen
  from kinded k join draw_cost on draw_cost.slot = (part(b, 1) & 1023)
)
select citizen_id, sex, age, hospital, n as diagnosis, visit_date, kind, fen,
  greatest(0, case kind when 3 then (fen - 50000) * ([82, 76, 68][tier] + part(b, 2) % 8) // 100
    else fen * ([64, 56, 48][tier] + part(b, 2) % 10) // 100 end)::bigint as paid_fen,
  part(b, 3) as chance
from priced
order by visit_date, i, nth`;

/** Which rows of `visit` carry a planted defect, about 0.06 %: placeholder number, date out of range, negative cost. */
export const VISIT_DEFECTS_SQL = `
select case when chance < 13 then 'placeholder' when chance < 26 then 'visit-date' else 'cost' end as defect, count(*)::integer
from visit where chance < 39 group by 1 order by 1`;

/** The delivered rows, in the order of the table. */
export const DELIVERED_VISITS_SQL = `
select 'V' || lpad((visit.rowid + 1)::varchar, 9, '0') as visit_id,
  case when chance < 13 then '000000000000000000' else citizen_id end as citizen_id,
  h.code as hospital_code, h.title as hospital_name, h.county as district_code, s.department,
  case when chance between 13 and 25 then date '2099-09-09' else visit_date end as visit_date,
  case kind when 1 then '门诊' when 2 then '急诊' else '住院' end as visit_kind,
  s.code as icd10_code, s.title as icd10_name, sex::varchar as sex, age,
  ((case when chance between 26 and 38 then -fen else fen end)::decimal(18, 0) / 100)::decimal(12, 2) as cost,
  (paid_fen::decimal(18, 0) / 100)::decimal(12, 2) as insurance_paid
from visit join hospital h on h.n = visit.hospital join disease s on s.n = visit.diagnosis`;
