import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fieldDefinition } from '@sluice/contract';
import { createEngine, type Engine } from '@sluice/engines';
import { DomainError } from '@sluice/kernel';
import { ingestFile, qualityOf, type IngestInput, type IngestOutcome, type Quality } from '@sluice/vault';
import { missing, readFlags, type Command, type CommandContext } from './command.ts';
import { EXIT_REFUSED } from './exit-codes.ts';
import { parseJsonFile } from './parse-json-file.ts';
import { sentenceOf } from './sentences.ts';

const help = {
  en: `sluice ingest FILE --fields FIELDS.json — check a CSV or Parquet file against field definitions, without a server

  --fields FILE   the definitions: a JSON list of fields as the catalogue has them, or an object with such a list as "fields"
  --out FOLDER    writes good.parquet (with the gate's columns), quarantine.csv and report.json there
  --json          the whole report as one JSON document

  Exit code 0: every record is good. 11: some are quarantined, or the file as a whole does not fit; nothing is dropped.

  npx sluice ingest examples/visits.csv --fields examples/visits.fields.json
  npx sluice ingest examples/visits.csv --fields examples/visits.fields.json --out var/visits --json
`,
  'zh-CN': `sluice ingest 文件 --fields 字段.json — 不经服务器，按信息项定义校验 CSV 或 Parquet 文件

  --fields 文件   信息项定义：目录中信息项的 JSON 列表，或含有 "fields" 列表的对象
  --out 文件夹    在其中写出 good.parquet（含闸门所需的列）、quarantine.csv 和 report.json
  --json          以一个 JSON 文档输出完整报告

  退出码 0：所有记录合格；11：有记录被隔离，或整个文件不符；没有任何记录被丢弃。

  npx sluice ingest examples/visits.csv --fields examples/visits.fields.json
  npx sluice ingest examples/visits.csv --fields examples/visits.fields.json --out var/visits --json
`,
} as const;

const EXAMPLE = 'npx sluice ingest examples/visits.csv --fields examples/visits.fields.json';

/** So many quarantined records are shown to a person; all of them go into quarantine.csv. */
const SHOWN = 20;
const ALL = 10_000_000;
const DEADLINE_MS = 600_000;

interface Bad {
  readonly line: number;
  readonly faults: string;
  readonly record: string;
}

export const ingestCommand: Command = async (context) => {
  const { values, positionals } = readFlags(context.args, {
    fields: { type: 'string' },
    out: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) {
    process.stdout.write(help[context.language]);
    return 0;
  }
  const [file, extra] = positionals;
  if (file === undefined) throw missing('FILE', EXAMPLE);
  if (extra !== undefined) throw new DomainError('cli.usage', 'invalid', { word: extra });
  if (values.fields === undefined) throw missing('--fields FIELDS.json', EXAMPLE);
  const fields = await readFields(values.fields);
  const engine = await createEngine();
  const folder = await mkdtemp(join(tmpdir(), 'sluice-ingest-'));
  try {
    return await check(context, engine, {
      file: resolve(file),
      fields,
      folder,
      out: values.out,
      json: values.json === true,
    });
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
};

interface Work {
  readonly file: string;
  readonly fields: IngestInput['fields'];
  readonly folder: string;
  readonly out: string | undefined;
  readonly json: boolean;
}

async function check(context: CommandContext, engine: Engine, work: Work): Promise<number> {
  let outcome: IngestOutcome;
  try {
    outcome = await ingest(engine, work);
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind !== 'invalid' || !error.code.startsWith('vault.')) throw error;
    if (work.json) context.print({ refusal: { code: error.code, params: error.params } });
    context.say(
      `${context.language === 'en' ? 'Refused' : '拒收'}: ${sentenceOf(error.code, error.params, context.language)}`,
    );
    context.say(`  ${error.code} ${JSON.stringify(error.params)}`);
    return EXIT_REFUSED;
  }
  const quality = qualityOf(outcome.figures, undefined);
  const bad = outcome.quarantine === undefined ? [] : await readBad(engine, outcome.quarantine, work.folder, SHOWN);
  const report = {
    file: work.file,
    format: outcome.format,
    encoding: outcome.encoding,
    rows: outcome.rows,
    faults: outcome.faults,
    warnings: outcome.warnings,
    quality,
    statistics: outcome.statistics,
  };
  if (work.json) context.print({ ...report, quarantine: bad });
  if (work.out !== undefined) await writeOut(engine, work, outcome, report);
  for (const line of describe(outcome, quality, bad, context.language)) context.say(line);
  return outcome.rows.quarantined === 0 ? 0 : EXIT_REFUSED;
}

async function ingest(engine: Engine, work: Work): Promise<IngestOutcome> {
  // Buckets protect a running gate against chosen identities; here nobody answers queries, so any key does.
  const common = { fields: work.fields, mode: 'full' as const, bucketKey: randomBytes(32), workFolder: work.folder };
  if (!(await isParquet(work.file)))
    return ingestFile(engine, {
      format: 'csv',
      source: () => createReadStream(work.file, { highWaterMark: 1 << 20 }),
      ...common,
    });
  const parquetPath = join(work.folder, 'upload.parquet');
  await copyFile(work.file, parquetPath);
  return ingestFile(engine, { format: 'parquet', parquetPath, ...common });
}

async function isParquet(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) throw new DomainError('cli.file-missing', 'not-found', { file: path });
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('latin1') === 'PAR1';
  } finally {
    await file.close();
  }
}

async function readFields(path: string): Promise<IngestInput['fields']> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) throw new DomainError('cli.file-missing', 'not-found', { file: path });
  const json = parseJsonFile(path, text);
  const list = typeof json === 'object' && json !== null && 'fields' in json ? json.fields : json;
  const fields = fieldDefinition.array().min(1).safeParse(list);
  if (fields.success) return fields.data;
  const [issue] = fields.error.issues;
  const part = (issue?.path ?? []).map(String).join('.') || 'fields';
  throw new DomainError('cli.fields-malformed', 'invalid', { file: path, part });
}

async function readBad(engine: Engine, path: string, folder: string, limit: number): Promise<readonly Bad[]> {
  const session = await engine.open({ readOnly: [folder] });
  try {
    const { rows } = await session.run(
      {
        sql: `select line, faults, record from read_parquet('${path.replaceAll("'", "''")}') order by line limit ${limit}`,
      },
      { deadlineMs: DEADLINE_MS, maxRows: limit },
    );
    return rows.map(([line, faults, record]) => ({
      line: Number(line),
      faults: String(faults),
      record: String(record),
    }));
  } finally {
    await session.close();
  }
}

async function writeOut(engine: Engine, work: Work, outcome: IngestOutcome, report: unknown): Promise<void> {
  const out = work.out ?? '.';
  await makeFolder(resolve(out));
  for (const [i, segment] of outcome.segments.entries())
    await copyFile(segment.path, join(out, i === 0 ? 'good.parquet' : `good-${i + 1}.parquet`));
  const bad = outcome.quarantine === undefined ? [] : await readBad(engine, outcome.quarantine, work.folder, ALL);
  const csv = await open(join(out, 'quarantine.csv'), 'w');
  await csv.write('line,faults,record\n');
  for (const row of bad) await csv.write(`${row.line},"${row.faults}","${row.record.replaceAll('"', '""')}"\n`);
  await csv.close();
  const file = await open(join(out, 'report.json'), 'w');
  await file.write(`${JSON.stringify(report, null, 2)}\n`);
  await file.close();
}

function describe(
  outcome: IngestOutcome,
  quality: Quality,
  bad: readonly Bad[],
  language: 'en' | 'zh-CN',
): readonly string[] {
  const { records, good, quarantined, blankLines } = outcome.rows;
  const zh = language === 'zh-CN';
  return [
    zh
      ? `${records} 条记录：合格 ${good}，隔离 ${quarantined}（空行 ${blankLines}）`
      : `${records} records: ${good} good, ${quarantined} quarantined (${blankLines} blank lines)`,
    ...(outcome.encoding === undefined ? [] : [zh ? `编码 ${outcome.encoding}` : `encoding ${outcome.encoding}`]),
    zh
      ? `质量 ${quality.score}：准确性 ${quality.accuracy}，完整性 ${quality.completeness}`
      : `quality ${quality.score}: accuracy ${quality.accuracy}, completeness ${quality.completeness}`,
    ...outcome.faults.map((f) => `  ${f.field ?? '—'}  ${f.rule}  ${f.rows}`),
    ...outcome.warnings.map((w) => `  ${sentenceOf(w.code, w.params ?? {}, language)}`),
    ...(bad.length === 0 ? [] : [zh ? '隔离的记录（行号、规则）：' : 'Quarantined (line, rule):']),
    ...bad.map((row) => `  ${row.line}  ${row.faults}`),
    ...(quarantined > bad.length ? [`  … ${quarantined - bad.length}`] : []),
  ];
}

/** Node's own recursive form never returns below `/proc`, where every new name is "no such file". */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder).catch(() => {
    throw new DomainError('cli.folder-not-writable', 'unavailable', { folder });
  });
}
