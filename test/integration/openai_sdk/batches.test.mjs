// Files and batches through the official client library.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import OpenAI, { toFile } from 'openai';
import { client, control, faults, model, pause } from './support.mjs';

after(() => control('DELETE', '/sim/faults'));

const line = (id, body, url = '/v1/responses') =>
  JSON.stringify({ custom_id: id, method: 'POST', url, body });
const greetings = (count) =>
  Array.from({ length: count }, (_, i) => line(`r${i}`, { model, input: `Hello ${i}` })).join('\n');
const upload = async (text) =>
  client.files.create({ file: await toFile(Buffer.from(text), 'in.jsonl'), purpose: 'batch' });
const create = async (text, endpoint = '/v1/responses') => client.batches.create({
  input_file_id: (await upload(text)).id, endpoint, completion_window: '24h', metadata: { k: 'v' } });
const ended = async (batch) => {
  const last = ['completed', 'failed', 'expired', 'cancelled'];
  for (let i = 0; i < 500 && !last.includes(batch.status); i++) {
    await pause(10);
    batch = await client.batches.retrieve(batch.id);
  }
  return batch;
};
const linesOf = async (id) =>
  (await (await client.files.content(id)).text()).trim().split('\n').map((text) => JSON.parse(text));

describe('files', () => {
  test('upload, list, retrieve, content, delete', async () => {
    const file = await client.files.create({
      file: await toFile(Buffer.from('one\ntwo\n'), 'año.jsonl'),
      purpose: 'user_data',
      expires_after: { anchor: 'created_at', seconds: 3600 },
    });
    assert.equal(file.filename, 'año.jsonl');
    assert.equal(file.bytes, 8);
    assert.equal(file.expires_at, file.created_at + 3600);
    const ids = [];
    for await (const one of client.files.list({ purpose: 'user_data', limit: 1 })) ids.push(one.id);
    assert.ok(ids.includes(file.id));
    assert.equal((await client.files.retrieve(file.id)).id, file.id);
    assert.equal(await (await client.files.content(file.id)).text(), 'one\ntwo\n');
    assert.equal((await client.files.delete(file.id)).deleted, true);
    await assert.rejects(client.files.retrieve(file.id), OpenAI.NotFoundError);
  });

  test('a wrong purpose is named', async () => {
    await assert.rejects(
      client.files.create({ file: await toFile(Buffer.from('x'), 'x'), purpose: 'poems' }),
      (error) => error instanceof OpenAI.BadRequestError && error.param === 'purpose');
  });
});

describe('batches', () => {
  test('a batch completes; lines are shuffled; counts and usage add up', async () => {
    const batch = await ended(await create(greetings(8)));
    assert.equal(batch.status, 'completed');
    assert.deepEqual(batch.request_counts, { total: 8, completed: 8, failed: 0 });
    assert.deepEqual(batch.metadata, { k: 'v' });
    const lines = await linesOf(batch.output_file_id);
    assert.notDeepEqual(lines.map((one) => one.custom_id), lines.map((one) => one.custom_id).sort());
    assert.equal(lines.length, 8);
    const tokens = lines.reduce((sum, one) => sum + one.response.body.usage.total_tokens, 0);
    assert.equal(batch.usage.total_tokens, tokens);
    assert.ok(batch.in_progress_at >= batch.created_at && batch.completed_at > batch.finalizing_at);
  });

  test('chat completions and embeddings run in batches', async () => {
    const chat = await ended(await create(
      line('c', { model, messages: [{ role: 'user', content: 'Hi' }] }, '/v1/chat/completions'),
      '/v1/chat/completions'));
    assert.ok((await linesOf(chat.output_file_id))[0].response.body.choices[0].message.content);
    const vectors = await ended(await create(
      line('e', { model: 'text-embedding-3-small', input: 'x' }, '/v1/embeddings'), '/v1/embeddings'));
    assert.equal((await linesOf(vectors.output_file_id))[0].response.body.data[0].embedding.length, 1536);
  });

  test('a bad file fails the batch with line numbers', async () => {
    const batch = await ended(await create('{\n'));
    assert.equal(batch.status, 'failed');
    assert.equal(batch.errors.data[0].code, 'invalid_json_line');
    assert.equal(batch.errors.data[0].line, 1);
  });

  test('bad lines go to the error file with their status', async () => {
    const batch = await ended(await create(greetings(1) + '\n' + line('bad', { model, input: 'x', temperature: 9 })));
    assert.equal(batch.request_counts.failed, 1);
    const [bad] = await linesOf(batch.error_file_id);
    assert.equal(bad.response.status_code, 400);
    assert.equal(bad.response.body.error.param, 'temperature');
    assert.equal(bad.error, null);
  });

  test('expired, cancelled and all-failed batches', async () => {
    await faults({ kind: 'batch_expired' });
    const expired = await ended(await create(greetings(4)));
    assert.equal(expired.status, 'expired');
    assert.equal((await linesOf(expired.output_file_id)).length, 2);
    assert.equal((await linesOf(expired.error_file_id))[0].error.code, 'batch_expired');
    await faults({ kind: 'batch_all_failed' });
    const failed = await ended(await create(greetings(2)));
    assert.equal(failed.output_file_id, null);
    await faults();
    await control('POST', '/sim/quota', { time_scale: 1 });
    await control('POST', '/sim/batches', { speed: 0.01 });
    const slow = await create(greetings(2));
    assert.equal(slow.status, 'validating');
    assert.equal((await client.batches.cancel(slow.id)).status, 'cancelling');
    await control('POST', '/sim/batches', { speed: 60 });
    await control('POST', '/sim/quota', { time_scale: 0 });
    assert.equal((await ended(slow)).status, 'cancelled');
    await assert.rejects(client.batches.cancel(slow.id), OpenAI.ConflictError);
  });

  test('batches are listed page by page', async () => {
    const ids = [];
    for await (const one of client.batches.list({ limit: 2 })) ids.push(one.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.length >= 6);
  });
});
