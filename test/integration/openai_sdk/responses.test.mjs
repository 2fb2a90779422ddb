// What the official client library does with responses beyond the first call.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import OpenAI from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { apiKey, baseURL, client, control, faults, model, pause, weather } from './support.mjs';

after(async () => {
  await control('DELETE', '/sim/faults');
  await control('POST', '/sim/quota', { time_scale: 0 });
});

describe('background', () => {
  test('create, poll, and read the stored answer', async () => {
    let response = await client.responses.create({ model, input: 'Later', background: true });
    assert.ok(['queued', 'in_progress'].includes(response.status));
    for (let i = 0; i < 200 && response.status !== 'completed'; i++) {
      await pause(5);
      response = await client.responses.retrieve(response.id);
    }
    assert.equal(response.status, 'completed');
    assert.ok(response.output_text.length > 0);
  });

  test('cancel while it is queued', async () => {
    await control('POST', '/sim/quota', { time_scale: 50 });
    const response = await client.responses.create({ model, input: 'Later', background: true });
    assert.equal((await client.responses.cancel(response.id)).status, 'cancelled');
    assert.equal((await client.responses.retrieve(response.id)).status, 'cancelled');
    await control('POST', '/sim/quota', { time_scale: 0 });
  });

  test('a stream is resumed after the event that was seen last', async () => {
    const stream = await client.responses.create({ model, input: 'Later', background: true, stream: true });
    let id;
    const seen = [];
    for await (const event of stream) {
      id ??= event.response?.id;
      seen.push(event);
    }
    const rest = [];
    for await (const event of await client.responses.retrieve(id, { stream: true, starting_after: 3 }))
      rest.push(event);
    assert.deepEqual(rest, seen.slice(4));
    const helper = client.responses.stream({ response_id: id });
    assert.equal((await helper.finalResponse()).status, 'completed');
  });
});

describe('parse and stream helpers', () => {
  const Plan = z.object({
    title: z.string(),
    steps: z.array(z.object({ text: z.string(), minutes: z.number().int() })),
    mood: z.enum(['calm', 'brisk']),
    note: z.string().nullable(),
  });

  test('a zod format is followed, plain and streamed', async () => {
    const request = { model, input: 'Plan my day', text: { format: zodTextFormat(Plan, 'plan') } };
    const parsed = (await client.responses.parse(request)).output_parsed;
    assert.ok(['calm', 'brisk'].includes(parsed.mood));
    const streamed = await client.responses.stream(request).finalResponse();
    assert.deepEqual(streamed.output_parsed, parsed);
  });

  test('an incomplete answer says so, plain and streamed', async () => {
    await faults({ kind: 'incomplete' });
    const plain = await client.responses.create({ model, input: 'x' });
    assert.equal(plain.status, 'incomplete');
    assert.equal(plain.incomplete_details.reason, 'max_output_tokens');
    const types = [];
    for await (const event of await client.responses.create({ model, input: 'x', stream: true }))
      types.push(event.type);
    assert.equal(types.at(-1), 'response.incomplete');
    await faults();
  });

  test('log probabilities belong to the text', async () => {
    const response = await client.responses.create({
      model, input: 'x', top_logprobs: 2, include: ['message.output_text.logprobs'] });
    const part = response.output[0].content[0];
    assert.equal(part.logprobs.map((one) => one.token).join(''), part.text);
    assert.equal(part.logprobs[0].top_logprobs.length, 2);
    const chat = await client.chat.completions.create({
      model, messages: [{ role: 'user', content: 'x' }], logprobs: true, top_logprobs: 1 });
    const choice = chat.choices[0];
    assert.equal(choice.logprobs.content.map((one) => one.token).join(''), choice.message.content);
  });
});

describe('functions', () => {
  const tools = ['get_weather', 'get_time'].map((name) => (
    { type: 'function', name, parameters: weather, strict: true }));

  test('several may be called in one answer, and each is answered', async () => {
    let parallel;
    for (let i = 0; i < 20 && !parallel; i++) {
      const response = await client.responses.create({ model, input: `Weather and time ${i}?`, tools });
      if (response.output.length > 1) parallel = response;
    }
    assert.ok(parallel, 'no answer of twenty called two functions');
    assert.equal(new Set(parallel.output.map((call) => call.call_id)).size, 2);
    const done = await client.responses.create({
      model, previous_response_id: parallel.id, tools,
      input: parallel.output.map((call) => (
        { type: 'function_call_output', call_id: call.call_id, output: 'fine' })) });
    assert.ok(done.output_text.length > 0);
    for (let i = 0; i < 20; i++) {
      const one = await client.responses.create({
        model, input: `Weather and time ${i}?`, tools, parallel_tool_calls: false });
      assert.equal(one.output.length, 1);
    }
  });

  test('a stream of several calls keeps them apart', async () => {
    for (let i = 0; i < 20; i++) {
      const stream = client.responses.stream({ model, input: `Weather and time ${i}?`, tools });
      const args = {};
      stream.on('response.function_call_arguments.delta', (event) => {
        args[event.output_index] = (args[event.output_index] ?? '') + event.delta;
      });
      const final = await stream.finalResponse();
      final.output.forEach((call, index) => assert.equal(args[index], call.arguments));
    }
  });

  test('the choice is followed: none, required, one by name, some by name', async () => {
    const ask = async (tool_choice) =>
      (await client.responses.create({ model, input: 'Hello', tools, tool_choice })).output;
    assert.equal((await ask('none'))[0].type, 'message');
    assert.equal((await ask('required'))[0].type, 'function_call');
    const [call, ...more] = await ask({ type: 'function', name: 'get_time' });
    assert.equal(call.name, 'get_time');
    assert.equal(more.length, 0);
    const [allowed] = await ask({ type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'get_weather' }] });
    assert.equal(allowed.name, 'get_weather');
    await assert.rejects(ask({ type: 'function', name: 'get_lost' }), OpenAI.BadRequestError);
  });

  test('Chat streams several calls too', async () => {
    const chatTools = tools.map(({ name, parameters }) => ({ type: 'function', function: { name, parameters } }));
    let two = 0;
    for (let i = 0; i < 20; i++) {
      const message = await client.chat.completions.stream({
        model, messages: [{ role: 'user', content: `Both ${i}?` }], tools: chatTools }).finalMessage();
      for (const call of message.tool_calls) JSON.parse(call.function.arguments);
      two += message.tool_calls.length === 2 ? 1 : 0;
    }
    assert.ok(two > 0);
  });
});

describe('retries', () => {
  const patient = new OpenAI({ baseURL, apiKey, maxRetries: 2 });

  test('retry-after-ms, retry-after and x-should-retry are obeyed', async () => {
    await faults({ kind: 'rate_limit', retry_after_ms: 20, limit: 2 });
    assert.equal((await patient.responses.create({ model, input: 'a' })).status, 'completed');
    await faults({ kind: 'bad_request', should_retry: true, limit: 1 });
    assert.equal((await patient.responses.create({ model, input: 'b' })).status, 'completed');
    await faults({ kind: 'rate_limit', should_retry: false, limit: 1 });
    await assert.rejects(patient.responses.create({ model, input: 'c' }), OpenAI.RateLimitError);
    await faults();
  });

  test('a real quota is waited for', async () => {
    await control('POST', '/sim/quota', { requests_per_minute: 600, burst_seconds: 0.1 });
    const all = await Promise.all(Array.from({ length: 4 }, (_, i) =>
      new OpenAI({ baseURL, apiKey, maxRetries: 8 }).responses.create({ model, input: `q${i}` })));
    assert.ok(all.every((one) => one.status === 'completed'));
    await control('POST', '/sim/quota', { requests_per_minute: 0, burst_seconds: 60 });
  });

  test('connections that fail are tried again', async () => {
    await faults({ kind: 'close', limit: 1 });
    assert.equal((await patient.responses.create({ model, input: 'd' })).status, 'completed');
    await faults();
  });
});

describe('errors', () => {
  test('each kind reaches its class', async () => {
    const create = () => client.responses.create({ model, input: 'x' });
    for (const [kind, type] of [['forbidden', OpenAI.PermissionDeniedError], ['conflict', OpenAI.ConflictError],
      ['unprocessable', OpenAI.UnprocessableEntityError], ['model_not_found', OpenAI.NotFoundError],
      ['request_timeout', OpenAI.APIError], ['close', OpenAI.APIConnectionError]]) {
      await faults({ kind });
      await assert.rejects(create(), type, kind);
    }
    await faults();
    await assert.rejects(client.responses.create({ model, input: 'x', conversation: 'conv_none' }), OpenAI.NotFoundError);
  });
});
