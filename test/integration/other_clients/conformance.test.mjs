// What the public compliance suite of Open Responses asks of a server, written anew from the
// specification: the response object, the events and their order, tools, images, history,
// compaction. The suite itself is not on the registry.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { apiKey, baseURL, model } from './support.mjs';

const nullable = (type) => z.union([type, z.null()]);
const usage = z.object({
  input_tokens: z.number().int(),
  input_tokens_details: z.object({ cached_tokens: z.number().int(), cache_write_tokens: z.number().int() }),
  output_tokens: z.number().int(),
  output_tokens_details: z.object({ reasoning_tokens: z.number().int() }),
  total_tokens: z.number().int(),
});
const state = z.enum(['in_progress', 'completed', 'incomplete']);
const content = z.discriminatedUnion('type', [
  z.object({ type: z.literal('output_text'), text: z.string(), annotations: z.array(z.any()), logprobs: z.array(z.any()) }),
  z.object({ type: z.literal('refusal'), refusal: z.string() }),
]);
const item = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), id: z.string(), status: state, role: z.literal('assistant'), content: z.array(content) }),
  z.object({ type: z.literal('function_call'), id: z.string(), status: state, call_id: z.string(), name: z.string(), arguments: z.string() }),
]);
const tool = z.object({
  type: z.literal('function'), name: z.string(), description: nullable(z.string()),
  parameters: nullable(z.record(z.string(), z.any())), strict: nullable(z.boolean()) });
const resource = z.object({
  id: z.string(), object: z.literal('response'), created_at: z.number().int(),
  completed_at: nullable(z.number().int()),
  status: z.enum(['completed', 'failed', 'in_progress', 'cancelled', 'queued', 'incomplete']),
  incomplete_details: nullable(z.object({ reason: z.string() })),
  model: z.string(), previous_response_id: nullable(z.string()),
  instructions: nullable(z.union([z.string(), z.array(z.any())])),
  output: z.array(item), error: nullable(z.object({ code: z.string(), message: z.string() })),
  tools: z.array(tool), tool_choice: z.any(), truncation: z.enum(['auto', 'disabled']),
  parallel_tool_calls: z.boolean(),
  text: z.object({ format: z.object({ type: z.string() }).loose(), verbosity: z.string().optional() }),
  top_p: z.number(), presence_penalty: z.number(), frequency_penalty: z.number(),
  top_logprobs: z.number().int(), temperature: z.number(),
  reasoning: nullable(z.object({ effort: nullable(z.string()), summary: nullable(z.string()) })),
  usage: nullable(usage), max_output_tokens: nullable(z.number().int()),
  max_tool_calls: nullable(z.number().int()), store: z.boolean(), background: z.boolean(),
  service_tier: z.string(), metadata: z.record(z.string(), z.string()),
  safety_identifier: nullable(z.string()), prompt_cache_key: nullable(z.string()),
});

const post = (path, body) => fetch(`${baseURL}${path}`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${apiKey}` },
  body: JSON.stringify({ model, ...body }),
});
const create = async (body) => {
  const reply = await post('/responses', { stream: false, ...body });
  assert.equal(reply.status, 200, await reply.clone().text());
  return resource.parse(await reply.json());
};
// One frame a read at least, as readers that keep no state between reads need it.
const stream = async (body) => {
  const reply = await post('/responses', { ...body, stream: true });
  assert.match(reply.headers.get('content-type'), /text\/event-stream/);
  const events = [];
  const decoder = new TextDecoder();
  for await (const bytes of reply.body) {
    for (const frame of decoder.decode(bytes, { stream: true }).split('\n\n').filter(Boolean)) {
      const [name, data] = frame.split('\n');
      assert.ok(name.startsWith('event: ') && data?.startsWith('data: '), `a frame was split: ${frame}`);
      const event = JSON.parse(data.slice(6));
      assert.equal(name.slice(7), event.type);
      assert.equal(event.sequence_number, events.length);
      if (event.response) resource.parse(event.response);
      events.push(event);
    }
  }
  return events;
};
const say = (text, role = 'user') => ({ type: 'message', role, content: text });
const tools = [{
  type: 'function', name: 'get_weather', description: 'Weather of a place',
  parameters: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] } }];
const image = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('Open Responses', () => {
  test('a basic response', async () => {
    const response = await create({ input: [say('Say hello in exactly 3 words.')] });
    assert.equal(response.status, 'completed');
    assert.equal(response.output[0].type, 'message');
  });

  test('a streamed response', async () => {
    const events = await stream({ input: [say('Count from 1 to 5.')] });
    const types = events.map((event) => event.type);
    assert.deepEqual(types.slice(0, 4), [
      'response.created', 'response.in_progress', 'response.output_item.added', 'response.content_part.added']);
    assert.deepEqual(types.slice(-4), [
      'response.output_text.done', 'response.content_part.done', 'response.output_item.done', 'response.completed']);
    assert.ok(types.slice(4, -4).every((type) => type === 'response.output_text.delta'));
    assert.equal(events.at(-1).response.status, 'completed');
  });

  test('a system prompt', async () => {
    assert.ok((await create({ input: [say('You are a pirate.', 'system'), say('Say hello.')] })).output.length > 0);
  });

  test('a tool call', async () => {
    const response = await create({ input: [say('Weather in San Francisco?')], tools });
    const [call] = response.output;
    assert.equal(call.type, 'function_call');
    assert.equal(typeof JSON.parse(call.arguments).location, 'string');
    const done = await create({ tools, input: [say('Weather in San Francisco?'), call,
      { type: 'function_call_output', call_id: call.call_id, output: 'Sunny' }] });
    assert.equal(done.output[0].type, 'message');
  });

  test('a streamed tool call', async () => {
    const events = await stream({ input: [say('Weather in San Francisco?')], tools });
    const of = (type) => events.filter((event) => event.type === type);
    assert.equal(of('response.output_item.added')[0].item.type, 'function_call');
    assert.equal(of('response.output_item.added')[0].item.arguments, '');
    const text = of('response.function_call_arguments.delta').map((event) => event.delta).join('');
    assert.equal(of('response.function_call_arguments.done')[0].arguments, text);
    assert.equal(of('response.output_item.done')[0].item.arguments, text);
  });

  test('an image', async () => {
    const response = await create({ input: [{ type: 'message', role: 'user', content: [
      { type: 'input_text', text: 'What do you see?' }, { type: 'input_image', image_url: image }] }] });
    assert.equal(response.status, 'completed');
  });

  test('several turns', async () => {
    const response = await create({ input: [
      say('My name is Alice.'), say('Hello Alice!', 'assistant'), say('What is my name?')] });
    assert.equal(response.status, 'completed');
  });

  test('a compaction', async () => {
    const reply = await post('/responses/compact', { input: [say('Hello'), say('Hi', 'assistant')] });
    const compact = z.object({
      id: z.string(), object: z.literal('response.compaction'), created_at: z.number().int(),
      output: z.array(z.any()), usage }).parse(await reply.json());
    const last = compact.output.at(-1);
    assert.equal(last.type, 'compaction');
    assert.ok(last.id && last.encrypted_content);
    const next = await create({ input: [...compact.output, say('Go on')] });
    assert.equal(next.status, 'completed');
    const bad = await fetch(`${baseURL}/responses/compact`, {
      method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${apiKey}` }, body: '{"input":"x"}' });
    assert.ok([400, 422].includes(bad.status));
  });

  test('an error is an envelope', async () => {
    const reply = await post('/responses', { input: 'x', temperature: 9 });
    assert.equal(reply.status, 400);
    z.object({ error: z.object({
      message: z.string(), type: z.string(), param: nullable(z.string()), code: nullable(z.string()) }) })
      .parse(await reply.json());
  });
});
