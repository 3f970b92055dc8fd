/** Table functions that printed queries may name. `query()` and its like run text that no syntax tree shows. */
const TABLE_FUNCTIONS: ReadonlySet<string> = new Set([
  'read_parquet',
  'read_csv',
  'unnest',
  'range',
  'generate_series',
]);

/** Functions that look past the mounted data: settings, other sessions' SQL, or SQL hidden in text. */
const REFUSED_FUNCTIONS: ReadonlySet<string> = new Set([
  'json_execute_serialized_sql',
  'query',
  'query_table',
  'current_setting',
  'getvariable',
  'getenv',
]);

interface TreeNode {
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is TreeNode => typeof value === 'object' && value !== null;

/**
 * True when a serialised statement (`json_serialize_sql`) is one SELECT that reads through known table functions.
 * The serialiser knows SELECT only: whatever else was given comes as an error object.
 */
export function isPlainSelect(serialized: string): boolean {
  const tree: unknown = JSON.parse(serialized);
  if (!isNode(tree) || tree['error'] === true) return false;
  const statements = tree['statements'];
  if (!Array.isArray(statements) || statements.length !== 1) return false;
  return isHarmless(statements[0]);
}

function isHarmless(node: unknown): boolean {
  if (Array.isArray(node)) return node.every(isHarmless);
  if (!isNode(node)) return true;
  if (node['type'] === 'SHOW_REF') return false;
  const name = node['function_name'];
  if (typeof name === 'string' && REFUSED_FUNCTIONS.has(name.toLowerCase())) return false;
  if (node['type'] === 'TABLE_FUNCTION' && !isKnownTableFunction(node['function'])) return false;
  return Object.values(node).every(isHarmless);
}

function isKnownTableFunction(call: unknown): boolean {
  if (!isNode(call)) return false;
  const name = call['function_name'];
  return typeof name === 'string' && TABLE_FUNCTIONS.has(name.toLowerCase());
}
