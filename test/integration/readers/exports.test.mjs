// Every table of a real run, exported and read back by two readers of other hands.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {DuckDBInstance} from '@duckdb/node-api';
import {asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects} from 'hyparquet';

const folder = mkdtempSync(join(tmpdir(), 'parley-readers-'));
const tables = {};  // name -> the JSON export
let duck;

function parley(...words) {
  return execFileSync(process.env.PARLEY, words, {encoding: 'utf8', maxBuffer: 1 << 28});
}
async function rowsOf(sql) {
  return (await duck.runAndReadAll(sql)).getRowObjects();
}
const file = (format, table) => join(folder, format, `${table}.${format}`);

before(async () => {
  parley('run', '--provider', 'sim', '--out', join(folder, 'runs'), '--name', 'x', '--time-scale', '0', '--max-iterations', '2',
    '--set', 'loop.min_iterations=1', '--progress', 'never');
  for (const format of ['json', 'jsonl', 'csv', 'parquet'])
    parley('export', format, 'x', '--runs', join(folder, 'runs'), '--out', join(folder, format));
  const listed = JSON.parse(parley('export', 'json', 'x', '--runs', join(folder, 'runs'), '--out', join(folder, 'json'), '--json'));
  for (const {table, file} of listed.files) tables[table] = JSON.parse(readFileSync(file, 'utf8'));
  duck = await (await DuckDBInstance.create(':memory:')).connect();
});
after(() => rmSync(folder, {recursive: true}));

/// A value of either reader as the JSON export has it.
function plain(value, type) {
  if (value === null || value === undefined) return null;
  if (type === 'timestamp') {
    const ms = value instanceof Date ? value.getTime() : Number(value.micros ?? value.millis * 1000n) / 1000;
    return new Date(ms).toISOString();
  }
  return typeof value === 'bigint' ? Number(value) : value;
}
const expected = (value, type) => (type === 'timestamp' && value !== null ? new Date(value).toISOString() : value);

function mustEqual(table, rows, reader) {
  const {columns, rows: wanted} = tables[table];
  assert.equal(rows.length, wanted.length, `${reader}: rows of ${table}`);
  for (let i = 0; i < rows.length; ++i)
    for (const {name, type} of columns)
      assert.equal(plain(rows[i][name], type), expected(wanted[i][name], type), `${reader}: ${table}[${i}].${name}`);
}

test('the run has something in every table but one, and accents', () => {
  const empty = Object.keys(tables).filter(name => tables[name].rows.length === 0);
  assert.deepEqual(empty, ['changes']);
  assert.ok(tables.transcripts.rows.some(row => /[áéíóúñ¿]/.test(row.content)));
  assert.ok(tables.transcripts.rows.some(row => row.sentiment === null) && tables.transcripts.rows.some(row => row.sentiment !== null));
});

test('hyparquet reads every Parquet file as the JSON says', async () => {
  for (const table of Object.keys(tables))
    mustEqual(table, await parquetReadObjects({file: await asyncBufferFromFile(file('parquet', table))}), 'hyparquet');
});

test('DuckDB reads every Parquet file as the JSON says', async () => {
  for (const table of Object.keys(tables)) mustEqual(table, await rowsOf(`SELECT * FROM '${file('parquet', table)}'`), 'DuckDB');
});

test('types are what they should be', async () => {
  const wanted = {integer: 'BIGINT', number: 'DOUBLE', string: 'VARCHAR', boolean: 'BOOLEAN', timestamp: 'TIMESTAMP WITH TIME ZONE'};
  for (const [table, {columns}] of Object.entries(tables)) {
    const found = await rowsOf(`DESCRIBE SELECT * FROM '${file('parquet', table)}'`);
    assert.deepEqual(found.map(one => [one.column_name, one.column_type]), columns.map(one => [one.name, wanted[one.type]]), table);
    const meta = await parquetMetadataAsync(await asyncBufferFromFile(file('parquet', table)));
    assert.deepEqual(meta.schema.slice(1).map(one => one.repetition_type), columns.map(one => (one.nullable ? 'OPTIONAL' : 'REQUIRED')), table);
    assert.equal(meta.key_value_metadata.find(one => one.key === 'parley.table').value, table);
  }
});

test('DuckDB counts, filters and joins in Parquet', async () => {
  const [sum] = await rowsOf(`SELECT sum(cost) AS cost, count(*) AS n FROM '${file('parquet', 'calls')}' WHERE state = 'answered' AND asked_at > '2020-01-01'`);
  assert.ok(Math.abs(sum.cost - tables.run.rows[0].cost) < 1e-9);
  const [joined] = await rowsOf(`SELECT count(*) AS n FROM '${file('parquet', 'transcripts')}' t JOIN '${file('parquet', 'customers')}' c USING (customer_id)`);
  assert.equal(Number(joined.n), tables.transcripts.rows.length);
  const [none] = await rowsOf(`SELECT count(*) AS n FROM '${file('parquet', 'scores')}' WHERE nps_expected > 10`);  // by its bounds
  assert.equal(Number(none.n), 0);
});

test('DuckDB reads CSV by the letter of RFC 4180, and JSON lines', async () => {
  for (const [table, {columns, rows: wanted}] of Object.entries(tables)) {
    if (wanted.length === 0) continue;
    const csv = await rowsOf(`SELECT * FROM read_csv('${file('csv', table)}', header = true, all_varchar = true, quote = '"', escape = '"', delim = ',', strict_mode = true, max_line_size = 4000000)`);
    assert.equal(csv.length, wanted.length, table);
    for (let i = 0; i < csv.length; ++i)
      for (const {name, type} of columns) {
        if (type !== 'string') assert.equal(csv[i][name] ?? '', String(wanted[i][name] ?? ''), `${table}[${i}].${name}`);
        else assert.ok([wanted[i][name] ?? '', `'${wanted[i][name]}`].includes(csv[i][name] ?? ''), `${table}[${i}].${name}`);
      }
    const [lines] = await rowsOf(`SELECT count(*) AS n FROM read_ndjson('${file('jsonl', table)}', maximum_object_size = 16000000)`);
    assert.equal(Number(lines.n), wanted.length, table);
  }
});
