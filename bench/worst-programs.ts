const LENGTH = 19_900;

/** A text near the longest that is read, made of one piece again and again. */
function filled(piece: string, join = '', head = '', tail = ''): string {
  const times = Math.floor((LENGTH - head.length - tail.length) / (piece.length + join.length));
  return head + Array.from({ length: times }, () => piece).join(join) + tail;
}

const where = 'select count(*) from visits where ';
const many = (count: number, make: (i: number) => string, join = ', '): string =>
  Array.from({ length: count }, (_, i) => make(i)).join(join);

/** Programs made to keep the gate busy. Each is decided in less than a tenth of a second; most are refused. */
export const worstPrograms: Readonly<Record<string, string>> = {
  'a megabyte': filled('x').repeat(50),
  'unknown columns': filled('a=1', ' or ', where),
  'keys compared': filled("pid='1'", ' or ', where),
  'conditions, or': filled('age<40', ' or ', where),
  'conditions, and': filled("not district='A'", ' and ', where),
  ranges: filled('age between 20 and 29', ' or ', where),
  'a long list': filled("'A'", ',', `${where}district in (`, ')'),
  'a thousand values': `${where}district in (${many(1_000, (i) => `'${i}'`)})`,
  'open comments': filled('/*'),
  'open dollar quotes': filled('$a$', '', where),
  'unknown parameters': filled(':p', ' or ', where),
  'branches of a measure': filled('when age<40 then 1', ' ', 'select sum(case ', ' end) from visits'),
  'branches of a bin': filled("when age<40 then 'x'", ' ', 'select case ', ' end, count(*) from visits group by 1'),
  'a long sum': filled('cost', '+', 'select sum(', ') from visits'),
  'a long product': filled('(cost+1)', '*', 'select sum(', ') from visits'),
  'filters of their own': `select ${many(64, (i) => `count(*) filter (where district='${i}')`)} from visits`,
  'cases of their own': `select ${many(60, (i) => `avg(case when district='${i}' then cost when district='x${i}' then 2*cost end)`)} from visits`,
  'forty supports': `select ${many(39, (i) => `count(*) filter (where district='${i}')`)} from visits`,
  parentheses: `${where}${'('.repeat(5_000)}sex='1'${')'.repeat(5_000)}`,
  negations: `${where}${'not '.repeat(4_000)}sex='1'`,
  'joins to itself': filled(' join persons using (pid)', '', 'select count(*) from visits'),
  'queries that double': `with q0 as (select cost+cost as c from visits), ${many(60, (i) => `q${i + 1} as (select c+c as c from q${i})`)} select sum(c) from q60`,
  'queries that join themselves': `with q0 as (select * from visits), ${many(60, (i) => `q${i + 1} as (select a.cost from q${i} a join q${i} b using (pid))`)} select sum(cost) from q60`,
  branches: filled('select count(*) from visits', ' union all '),
  groups: filled('district', ',', 'select count(*) from visits group by '),
  orders: filled('district', ',', 'select district, count(*) from visits group by 1 order by '),
  having: filled('count(*)>1', ' and ', 'select count(*) from visits having '),
  'a name of twenty thousand': `${where}${'a'.repeat(19_000)}=1`,
  'a name of emoji': `${where}"${'😀'.repeat(9_000)}"=1`,
  semicolons: filled(';'),
};
