import type { DuckDBConnection } from '@duckdb/node-api';
import { ageBands, givenCharacters, surnames } from './code-lists.ts';
import { fillTable } from './fill-table.ts';
import { numberCounty, registerDate, type CityPlan } from './generate-plan.ts';
import { heavyTailSlots, weightedSlots } from './weighted-slots.ts';

/** Defects that the register carries on purpose, each of which a quality rule must find. */
export const plantedDefects = ['checksum', 'missing-name', 'birth-date', 'duplicate', 'mobile'] as const;

const SLOTS = 4096;

/**
 * Makes table `resident` in the generator's database: one row per resident, clean.
 * Chance is a keyed digest of the row number, so the same seed gives the same people on every machine.
 * Sequence numbers start at 900, which issuing offices hardly reach, and mobile numbers lie in the unassigned range 154:
 * a synthetic person should not meet a real one.
 */
export async function generateResidents(db: DuckDBConnection, plan: CityPlan): Promise<void> {
  await fillDraws(db, plan);
  await db.run(BASE_SQL, { seed: plan.seed, n: plan.size.residents, reference: registerDate });
  await db.run(NUMBER_SQL);
}

async function fillDraws(db: DuckDBConnection, plan: CityPlan): Promise<void> {
  // 16 bits of a 64-bit digest at a time.
  await db.run('create macro part(h, k) as ((h >> (16 * k)::ubigint) & 65535::ubigint)::integer');
  // Streets and towns differ in size; centre streets are larger. The weight follows from the code, not from chance.
  const weights = plan.streets.map(
    (street) => (/街道|城|区$/.test(street.name) ? 30 : 14) + (Number(street.code.slice(-2)) % 7),
  );
  await fillTable(
    db,
    'draw_street',
    { slot: 'INTEGER', street_code: 'VARCHAR', county: 'VARCHAR', number_county: 'VARCHAR' },
    weightedSlots(weights, SLOTS).map((value, slot) => {
      const street = plan.streets[value];
      return [slot, street?.code ?? '', street?.county ?? '', numberCounty(street?.county ?? '')];
    }),
  );
  await fillTable(
    db,
    'draw_other',
    { slot: 'INTEGER', county: 'VARCHAR' },
    weightedSlots(
      plan.otherCounties.map(() => 1),
      SLOTS,
    ).map((value, slot) => [slot, plan.otherCounties[value] ?? '']),
  );
  await fillTable(
    db,
    'draw_age',
    { slot: 'INTEGER', band: 'INTEGER' },
    weightedSlots(ageBands, SLOTS).map((band, slot) => [slot, band]),
  );
  const names = [...surnames.keys()];
  await fillTable(
    db,
    'draw_surname',
    { slot: 'INTEGER', surname: 'VARCHAR' },
    weightedSlots([...surnames.values()], SLOTS).map((value, slot) => [slot, names[value] ?? '']),
  );
  await fillTable(
    db,
    'draw_weight',
    { slot: 'INTEGER', weight: 'INTEGER' },
    heavyTailSlots(2.2, 5, SLOTS).map((weight, slot) => [slot, weight]),
  );
  await db.run('create table given as select $men::varchar men, $women::varchar women', givenCharacters);
}

/** Draws: a = street, age, surname, given; b = place of registration, day of birth, sex, second character; c = mobile; d = visits. */
const BASE_SQL = `
create table resident_base as
with h as (
  select i::integer i,
    md5_number_lower($seed || ':resident:' || i) a, md5_number_upper($seed || ':resident:' || i) b,
    md5_number_lower($seed || ':more:' || i) c, md5_number_upper($seed || ':more:' || i) d
  from range($n::integer) t(i)
), drawn as (
  select i, a, b, c, d, street_code, s.county, number_county, surname, weight,
    case when part(b, 2) % 1000 < 510 then 1 else 2 end sex,
    ($reference::date - (draw_age.band * 1826 + (part(b, 1) * 1826) // 65536)::integer) birth_date,
    case when part(b, 0) < 53000 then number_county else o.county end prefix
  from h
  join draw_street s on s.slot = part(a, 0) & 4095
  join draw_age on draw_age.slot = part(a, 1) & 4095
  join draw_surname n on n.slot = part(a, 2) & 4095
  join draw_other o on o.slot = part(c, 3) & 4095
  join draw_weight w on w.slot = part(d, 0) & 4095
)
select i, street_code, county, sex, birth_date, prefix, weight, d,
  surname || case sex
    when 1 then substr(men, 1 + part(a, 3) % length(men), 1) || case when part(b, 3) % 100 < 72 then substr(men, 1 + part(b, 3) % length(men), 1) else '' end
    else substr(women, 1 + part(a, 3) % length(women), 1) || case when part(b, 3) % 100 < 72 then substr(women, 1 + part(b, 3) % length(women), 1) else '' end
  end as name,
  '154' || lpad(((part(c, 0)::bigint * 65536 + part(c, 1)) % 100000000)::varchar, 8, '0') as mobile,
  least(birth_date + (part(c, 2) % 9000)::integer, $reference::date) as registered_on
from drawn, given`;

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const WEIGHTED_SUM = WEIGHTS.map((weight, i) => `${weight} * substr(body, ${i + 1}, 1)::integer`).join(' + ');

/** GB 11643: county of registration, date of birth, sequence (odd for men), check character by ISO 7064 MOD 11-2. */
const NUMBER_SQL = `
create table resident as
with numbered as (
  select *, row_number() over (partition by prefix, birth_date, sex order by i) - 1 as nth from resident_base
), bodies as (
  select *, prefix || strftime(birth_date, '%Y%m%d') || (900 + 2 * nth + sex % 2)::varchar as body from numbered
)
select i, body || substr('10X98765432', 1 + (${WEIGHTED_SUM}) % 11, 1) as citizen_id, name, sex, birth_date, county, street_code, mobile, registered_on, weight, d
from bodies`;

/**
 * The register as delivered: the clean rows with about 0.5 % planted defects. Only odd rows are damaged, so that a
 * duplicate always repeats a good row.
 */
export const REGISTER_SQL = `
with marked as (
  select r.*, case when i % 2 = 1 and part(d, 1) % 1000 < 10 then part(d, 2) % 5 else -1 end as defect from resident r
)
select
  case m.defect when 0 then substr(m.citizen_id, 1, 17) || case substr(m.citizen_id, 18, 1) when '0' then '1' else '0' end
    when 3 then p.citizen_id else m.citizen_id end as citizen_id,
  case m.defect when 1 then '' when 3 then p.name else m.name end as name,
  case m.defect when 3 then p.sex else m.sex end as sex,
  case m.defect when 2 then case when m.i % 4 = 1 then '1853-02-11' else '2199-01-01' end
    when 3 then p.birth_date::varchar else m.birth_date::varchar end as birth_date,
  case m.defect when 3 then p.county else m.county end as district_code,
  case m.defect when 3 then p.street_code else m.street_code end as street_code,
  case m.defect when 4 then substr(m.mobile, 1, 7) when 3 then p.mobile else m.mobile end as mobile,
  case m.defect when 3 then p.registered_on else m.registered_on end::varchar as registered_on,
  m.defect, m.i
from marked m left join resident p on p.i = m.i - 1
order by m.i`;
