import type { Params } from '@sluice/kernel';
import type { Diagnostic, DiagnosticCode } from './diagnostic.ts';

interface Wording {
  readonly zh: string;
  readonly en: string;
}

/** Sentences for people; `{name}` stands for a parameter of the finding. */
export const diagnosticWording: Readonly<Record<DiagnosticCode, Wording>> = {
  'gate.policy-unsafe': {
    zh: '授权的保护规则不足以保护数据（{finding} {column}），在改正之前不运行任何程序',
    en: 'The policy of the grant cannot protect ({finding} {column}); no program runs until it is mended',
  },
  'gate.dp-unit': {
    zh: '差分隐私以 {unit} 为保护单位，而程序的主表没有这个主体键',
    en: 'Noise protects each {unit}, and the rows of this program have no such key',
  },
  'gate.dp-rows': {
    zh: '授权规定每个主体最多 {most} 行，而当前数据版本可能更多',
    en: 'The grant bounds the rows of one entity at {most}; in this epoch one may have more',
  },
  'gate.dp-per-entity': {
    zh: '差分隐私方式下不支持先按主体汇总',
    en: 'With noise, figures per entity cannot be aggregated again',
  },
  'gate.dp-aggregate': {
    zh: '差分隐私方式下可用 count、count(distinct 主体键)、sum、avg；不支持 {aggregate} 的此种写法',
    en: 'With noise there are count, count(distinct the entity key), sum and avg of one column; not this {aggregate}',
  },
  'gate.dp-bounds': {
    zh: '列 {column} 没有声明取值范围，无法确定噪声',
    en: 'Column {column} has no declared range, and noise needs one',
  },
  'gate.syntax': { zh: '此处不是合法的 PostgreSQL 语法', en: 'This is not valid PostgreSQL syntax' },
  'gate.not-one-select': { zh: '只能提交一条 SELECT 语句', en: 'Send exactly one SELECT statement' },
  'gate.clause-not-supported': { zh: '闸门不支持此子句：{clause}', en: 'The gate does not know this clause: {clause}' },
  'gate.expression-not-supported': {
    zh: '闸门不支持此表达式；条件只能是维度与常量的比较',
    en: 'The gate does not know this expression; conditions compare a dimension with constants',
  },
  'gate.text-too-long': { zh: '程序文本过长', en: 'The program text is too long' },
  'gate.nested-too-deep': { zh: '程序嵌套层数过多', en: 'The program is nested too deeply' },
  'gate.too-many-columns': { zh: '输出列最多 {most} 个，且至少一个', en: 'Between one and {most} output columns' },
  'gate.no-table': { zh: '缺少 FROM：请指明已授权的表', en: 'FROM is missing: name a granted table' },
  'gate.star': { zh: '不支持 *：请逐列写出', en: 'No *: name the columns' },
  'gate.unknown-parameter': {
    zh: '参数 {parameter} 没有给出或未被使用',
    en: 'Parameter {parameter} was not given, or is not used',
  },
  'gate.parameter-placement': {
    zh: '参数 {parameter} 只能写作 维度 = :参数，并以 AND 连接',
    en: 'Parameter {parameter} may stand only as dimension = :parameter, joined by AND',
  },
  'gate.parameter-domain-unknown': {
    zh: '参数 {parameter} 的取值范围未知：请列出取值',
    en: 'The domain of parameter {parameter} is not known: list its values',
  },
  'gate.parameter-type': {
    zh: '参数的类型与列 {column} 不符，应为 {type}',
    en: 'The parameter does not fit column {column}, which is {type}',
  },
  'gate.literal-type': {
    zh: '常量的类型与列 {column} 不符，应为 {type}',
    en: 'The constant does not fit column {column}, which is {type}',
  },
  'gate.limit-not-constant': { zh: 'LIMIT 必须是非负整数常量', en: 'LIMIT takes a whole constant' },
  'gate.function-not-allowed': {
    zh: "不允许使用函数 {function}；可用聚合：count、sum、avg、variance、stddev、percentile_disc；日期按 date_trunc('month', 列) 分组",
    en: "Function {function} is not allowed; aggregates are count, sum, avg, variance, stddev, percentile_disc; dates are grouped by date_trunc('month', column)",
  },
  'gate.aggregate-argument': {
    zh: '聚合的参数只能由列、常数、+ - *、CASE 和 coalesce(…, 0) 组成；方差只取一个列',
    en: 'An aggregate takes columns, constants, + - *, CASE and coalesce(…, 0); a variance takes one column',
  },
  'gate.case-label': {
    zh: '分组用的 CASE 的结果必须全是文本或全是整数常量',
    en: 'The results of a CASE that groups are all texts or all whole numbers',
  },
  'gate.case-one-column': {
    zh: '分组用的 CASE 只能判断一个列：{columns}',
    en: 'A CASE that groups reads one column, not {columns}',
  },
  'gate.query-not-read': {
    zh: 'WITH 中有没有用到的查询：{queries}',
    en: 'Queries of WITH that nothing reads: {queries}',
  },
  'gate.derived-clause': {
    zh: '派生表中不支持 {clause}；排序和限制请放在最外层',
    en: 'A derived table has no {clause}; order and limit the whole',
  },
  'gate.derived-name': {
    zh: '派生表的每一列都要有不同的名字：请写 AS',
    en: 'Each column of a derived table needs a name of its own: write AS',
  },
  'gate.derived-outer-side': {
    zh: '有条件或分组的派生表不能放在 LEFT JOIN 的右边；请改用 JOIN',
    en: 'A derived table with conditions or groups cannot be the right side of a LEFT JOIN; use JOIN',
  },
  'gate.per-entity-key': {
    zh: '派生表只能按一个主体标识分组（如 group by person_id）；其他聚合请在最外层做一次',
    en: 'A derived table groups by exactly one entity key, as in group by person_id; aggregate anything else once, outside',
  },
  'gate.per-entity-once': { zh: '只能有一层按主体的聚合', en: 'There may be one level of aggregation per entity' },
  'gate.per-entity-expression': {
    zh: '按主体聚合的列只能是分组列、count、sum 或 avg；计算请放在最外层',
    en: 'A column per entity is a group, count, sum or avg; compute with it outside',
  },
  'gate.per-entity-bound': {
    zh: '只能按主体的行数筛选，界限为 1 至 10 或 20、50、100、200、500……；其他量请在外层聚合',
    en: 'Entities are chosen by a count at 1 to 10, 20, 50, 100, 200, 500, …; other figures are aggregated outside',
  },
  'gate.per-entity-dimensions': {
    zh: '派生表按 {column} 分组，最外层也要按它分组（或从派生表去掉）',
    en: 'The derived table groups by {column}: group by it outside too, or leave it out',
  },
  'gate.per-entity-several-keys': {
    zh: '这些行还受其他主体标识保护（{keys}），不能按一个主体先聚合',
    en: 'These rows protect other entities too ({keys}), so they cannot be aggregated per one of them',
  },
  'gate.quantile-share': {
    zh: '分位点只能是 {shares}',
    en: 'A quantile is taken at {shares}',
  },
  'gate.quantile-bins': {
    zh: '列 {column} 没有声明分箱，分位数只按声明的分箱给出',
    en: 'Column {column} has no declared bins, and a quantile is given in declared bins only',
  },
  'gate.quantile-form': {
    zh: '请写 percentile_disc(0.5) within group (order by 列)；结果是分箱的下界',
    en: 'Write percentile_disc(0.5) within group (order by column); the result is the lower edge of its bin',
  },
  'gate.set-operation': {
    zh: '只支持最外层的 UNION ALL；UNION、INTERSECT、EXCEPT 请分别提交各个 SELECT，再合并已发布的结果',
    en: 'Only UNION ALL, outermost: for UNION, INTERSECT or EXCEPT send each SELECT by itself and put the released answers together',
  },
  'gate.union-columns': {
    zh: 'UNION ALL 各分支的列数和类型必须一致（第 {column} 列）',
    en: 'The branches of UNION ALL have the same number of columns, of one type each (column {column})',
  },
  'gate.union-too-long': { zh: 'UNION ALL 最多 {most} 个分支', en: 'UNION ALL has at most {most} branches' },
  'gate.too-many-conditions': {
    zh: '条件过多：请用列表（in）或已声明的粒度代替',
    en: 'Too many conditions: use a list (in) or a declared level instead',
  },
  'gate.too-many-supports': {
    zh: '一个程序中不同的筛选和分支最多 {most} 个：请分成几个程序',
    en: 'At most {most} different filters and branches in one program: send several',
  },
  'gate.list-too-long': { zh: '列表最多 {most} 个值', en: 'A list has at most {most} values' },
  'gate.pattern-not-prefix': {
    zh: "列 {column} 只能按已声明长度的前缀匹配，如 like 'A%'",
    en: "Column {column} matches declared prefixes only, as in like 'A%'",
  },
  'gate.division-by-column': {
    zh: '行内不能除以列；请写 sum(a) / nullif(sum(b), 0)',
    en: 'No division by a column within a row: write sum(a) / nullif(sum(b), 0)',
  },
  'gate.division-by-zero': { zh: '除数是 0', en: 'The divisor is 0' },
  'gate.measure-too-complex': {
    zh: '度量最多为 {degree} 次乘积、{branches} 个分支',
    en: 'A measure has products of at most {degree} columns and at most {branches} branches',
  },
  'gate.bounds-not-declared': {
    zh: '列 {column} 没有声明取值上下限，不能相乘',
    en: 'Column {column} has no declared range, so it cannot be multiplied',
  },
  'gate.aggregate-type': { zh: '列 {column}（{type}）不是数值', en: 'Column {column} ({type}) is not a number' },
  'gate.unknown-table': {
    zh: '授权中没有表 {table}；已授权：{granted}',
    en: 'The grant has no table {table}; it has {granted}',
  },
  'gate.unknown-column': { zh: '授权中没有列 {column}', en: 'The grant has no column {column}' },
  'gate.ambiguous-column': {
    zh: '列 {column} 在多个表中都有，请写明表名',
    en: 'Column {column} is in several tables: qualify it',
  },
  'gate.use-not-granted': {
    zh: '授权不允许这样使用列 {column}（需要 {use}）',
    en: 'The grant does not permit this use of column {column} (needs {use})',
  },
  'gate.rows-not-granted': {
    zh: '程序要求的行超出授权范围（列 {column}）',
    en: 'The program asks for rows beyond the grant (column {column})',
  },
  'gate.row-level-result': {
    zh: '结果不能是逐行数据：请按维度分组并聚合',
    en: 'A result cannot be rows of data: group by dimensions and aggregate',
  },
  'gate.not-released-column': {
    zh: '列 {column} 不在分组中；HAVING、ORDER BY 和输出只能使用已发布的列',
    en: 'Column {column} is not grouped; output, HAVING and ORDER BY read released columns only',
  },
  'gate.entity-key-shown': {
    zh: '主体标识 {column} 及其派生值不得输出或分组',
    en: 'Entity key {column}, and anything derived from it, is never shown or grouped by',
  },
  'gate.entity-key-compared': {
    zh: '主体标识 {column} 不得与常量比较',
    en: 'Entity key {column} is never compared with a constant',
  },
  'gate.join-not-on-key': {
    zh: '只能用同一类主体的标识等值连接，或连接到公开表的唯一列',
    en: 'Join on keys of one kind of entity, or to a unique column of a public table',
  },
  'gate.join-kind': { zh: '只支持 INNER JOIN 和 LEFT JOIN（{kind}）', en: 'Only INNER JOIN and LEFT JOIN ({kind})' },
  'gate.join-fan-out': {
    zh: '连接会使一行对应多行：{table}.{column} 不唯一',
    en: 'The join multiplies rows: {table}.{column} is not unique',
  },
  'gate.join-disconnected': { zh: '连接条件没有连到其他表', en: 'The join condition does not reach the other tables' },
  'gate.self-join': { zh: '同一个表不能出现两次：{table}', en: 'A table may stand only once: {table}' },
  'gate.level-not-declared': {
    zh: '列 {column} 没有声明此粒度；可用：{levels}',
    en: 'Column {column} has no such level; declared are {levels}',
  },
  'gate.bound-not-aligned': {
    zh: '列 {column} 的界限不在已声明粒度的边界上；可用：{levels}',
    en: 'The bound on column {column} is not on an edge of a declared level; declared are {levels}',
  },
  'gate.not-a-dimension': {
    zh: '列 {column} 未声明为维度，不能分组或筛选',
    en: 'Column {column} is not a dimension: it cannot group or filter',
  },
  'gate.grant-not-in-force': {
    zh: '授权不在有效期内（{startsAt} 至 {endsAt}）',
    en: 'The grant is not in force ({startsAt} to {endsAt})',
  },
  'gate.purpose-differs': {
    zh: '所称场景或目的与授权不符（授权场景：{scenario}）',
    en: 'The stated scenario or purpose is not the grant’s (scenario {scenario})',
  },
};

export function wordDiagnostic(diagnostic: Pick<Diagnostic, 'code' | 'params'>): Wording {
  const wording = diagnosticWording[diagnostic.code];
  return { zh: fill(wording.zh, diagnostic.params), en: fill(wording.en, diagnostic.params) };
}

function fill(sentence: string, params: Params): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = params[name];
    return value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value);
  });
}
