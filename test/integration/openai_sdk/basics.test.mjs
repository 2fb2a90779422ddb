// The official client library against the simulated provider. It was not written by the provider's
// authors: what it accepts, real clients accept.
//
// BASE_URL             e.g. https://127.0.0.1:4020/v1
// NODE_EXTRA_CA_CERTS  the provider's CA certificate (node reads it at start)
// OPENAI_API_KEY       the provider's key; without one, the tests of keys are left out
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import OpenAI from 'openai';

const baseURL = process.env.BASE_URL;
assert.ok(baseURL, 'BASE_URL is not set: start `parley sim` and pass its address');
const apiKey = process.env.OPENAI_API_KEY || 'sk-any';
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const model = 'gpt-4.1-mini';

const control = async (method, path, body) => {
  const reply = await fetch(new URL(path, baseURL), {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  assert.equal(reply.status, 200);
  return reply.json();
};
const faults = (...rules) => control('POST', '/sim/faults', { faults: rules });
after(() => control('DELETE', '/sim/faults'));

const schema = {
  type: 'object',
  properties: {
    title: { type: 'string' },
    steps: { type: 'array', items: { type: 'string' }, minItems: 1 },
  },
  required: ['title', 'steps'],
  additionalProperties: false,
};
const weather = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};

describe('responses', () => {
  test('create answers with text, usage and a request id', async () => {
    const response = await client.responses.create({ model, input: 'Hello' });
    assert.ok(response.output_text.length > 0);
    assert.equal(response.status, 'completed');
    assert.ok(response.usage.total_tokens > 0);
    assert.match(response._request_id, /^req_/);
  });

  test('parts, history and instructions are taken', async () => {
    const response = await client.responses.create({
      model,
      instructions: 'Answer briefly.',
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'Look' },
          { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'auto' }] },
        { role: 'assistant', content: 'I see.' },
        { role: 'user', content: 'And now?' },
      ],
      metadata: { kind: 'test' },
    });
    assert.deepEqual(response.metadata, { kind: 'test' });
    assert.equal(response.instructions, 'Answer briefly.');
  });

  test('a stream of events ends completed and adds up', async () => {
    const stream = await client.responses.create({ model, input: 'Tell me more', stream: true });
    let text = '';
    let last;
    let expected = 0;
    for await (const event of stream) {
      assert.equal(event.sequence_number, expected++);
      if (event.type === 'response.output_text.delta') text += event.delta;
      last = event;
    }
    assert.equal(last.type, 'response.completed');
    assert.equal(last.response.output[0].content[0].text, text);
  });

  test('the stream helper assembles the final response', async () => {
    const stream = client.responses.stream({ model, input: 'Hello stream' });
    let deltas = 0;
    stream.on('response.output_text.delta', () => deltas++);
    const final = await stream.finalResponse();
    assert.equal(final.status, 'completed');
    assert.ok(final.output_text.length > 0);
    assert.ok(deltas > 0);
  });

  test('strict output parses', async () => {
    const response = await client.responses.parse({
      model,
      input: 'Make a plan',
      text: { format: { type: 'json_schema', name: 'plan', strict: true, schema } },
    });
    const plan = JSON.parse(response.output_text);
    assert.equal(typeof plan.title, 'string');
    assert.ok(plan.steps.length >= 1);
  });

  test('a function is called, answered by previous_response_id, and text follows', async () => {
    const tools = [{ type: 'function', name: 'get_weather', parameters: weather, strict: true }];
    const first = await client.responses.create({ model, input: 'Weather in Madrid?', tools });
    const call = first.output.find((item) => item.type === 'function_call');
    assert.equal(call.name, 'get_weather');
    assert.equal(typeof JSON.parse(call.arguments).city, 'string');
    const second = await client.responses.create({
      model,
      previous_response_id: first.id,
      tools,
      input: [{ type: 'function_call_output', call_id: call.call_id, output: '21 degrees' }],
    });
    assert.match(second.output_text, /21 degrees/);
  });

  test('a streamed function call is assembled', async () => {
    const tools = [{ type: 'function', name: 'get_weather', parameters: weather, strict: true }];
    const final = await client.responses
      .stream({ model, input: 'Weather?', tools }).finalResponse();
    assert.equal(JSON.parse(final.output[0].arguments).city.length > 0, true);
  });

  test('stored responses are retrieved, listed and deleted', async () => {
    const made = await client.responses.create({ model, input: 'Keep me' });
    const again = await client.responses.retrieve(made.id);
    assert.equal(again.output_text, made.output_text);
    const items = [];
    for await (const item of client.responses.inputItems.list(made.id)) items.push(item);
    assert.equal(items.length, 1);
    assert.equal(items[0].content[0].text, 'Keep me');
    await client.responses.delete(made.id);
    await assert.rejects(client.responses.retrieve(made.id), OpenAI.NotFoundError);
  });

  test('input tokens are counted and a conversation is compacted', async () => {
    const counted = await client.responses.inputTokens.count({ model, input: 'How long am I?' });
    assert.ok(counted.input_tokens > 0);
    const compacted = await client.responses.compact({ model, input: 'Fold this' });
    assert.equal(compacted.object, 'response.compaction');
  });

  test('a cut reply is incomplete', async () => {
    const response = await client.responses.create({ model, input: 'Go on and on', max_output_tokens: 16 });
    assert.equal(response.status, 'incomplete');
    assert.equal(response.incomplete_details.reason, 'max_output_tokens');
    assert.equal(response.usage.output_tokens, 16);
  });
});

describe('chat completions', () => {
  const messages = [{ role: 'system', content: 'Be kind' }, { role: 'user', content: 'Hola' }];

  test('create, and stream with usage', async () => {
    const plain = await client.chat.completions.create({ model, messages });
    const stream = await client.chat.completions.create({
      model, messages, stream: true, stream_options: { include_usage: true },
    });
    let text = '';
    let usage;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? '';
      usage = chunk.usage ?? usage;
    }
    assert.equal(text, plain.choices[0].message.content);
    assert.deepEqual(usage, plain.usage);
  });

  test('the stream helper gives the final message', async () => {
    const message = await client.chat.completions.stream({ model, messages }).finalMessage();
    assert.ok(message.content.length > 0);
  });

  test('strict output parses', async () => {
    const completion = await client.chat.completions.create({
      model, messages,
      response_format: { type: 'json_schema', json_schema: { name: 'plan', strict: true, schema } },
    });
    assert.ok(JSON.parse(completion.choices[0].message.content).steps.length >= 1);
  });

  test('the tool runner calls the function and ends with text', async () => {
    let asked = 0;
    const runner = client.chat.completions.runTools({
      model, messages,
      tools: [{ type: 'function', function: {
        name: 'get_weather', parameters: weather, parse: JSON.parse,
        function: ({ city }) => { asked++; return `Sunny in ${city}`; } } }],
    });
    const content = await runner.finalContent();
    assert.equal(asked, 1);
    assert.match(content, /Sunny/);
  });
});

describe('embeddings and models', () => {
  test('embeddings decode from base64, have length one, and like texts are closer', async () => {
    const result = await client.embeddings.create({
      model: 'text-embedding-3-small',
      input: ['the workshop lost my keys', 'my keys were lost by the workshop', 'un menú de pescado'],
    });
    const [a, b, c] = result.data.map((item) => item.embedding);
    const dot = (x, y) => x.reduce((sum, value, i) => sum + value * y[i], 0);
    assert.equal(a.length, 1536);
    assert.ok(Math.abs(dot(a, a) - 1) < 1e-4);
    assert.ok(dot(a, b) > dot(a, c));
    const floats = await client.embeddings.create({
      model: 'text-embedding-3-small', input: 'the workshop lost my keys', encoding_format: 'float' });
    assert.ok(Math.abs(dot(a, floats.data[0].embedding) - 1) < 1e-4);
  });

  test('models are listed and retrieved', async () => {
    const names = [];
    for await (const entry of client.models.list()) names.push(entry.id);
    assert.ok(names.includes(model));
    assert.equal((await client.models.retrieve(model)).id, model);
    await assert.rejects(client.models.retrieve('gpt-none'), OpenAI.NotFoundError);
  });
});

describe('errors', () => {
  const create = (extra = {}, options = {}) =>
    client.responses.create({ model, input: 'x', ...extra }, options);

  test('bad requests carry code, param and request id', async () => {
    await assert.rejects(create({ temperature: 9 }), (error) => {
      assert.ok(error instanceof OpenAI.BadRequestError);
      assert.equal(error.code, 'decimal_above_max_value');
      assert.equal(error.param, 'temperature');
      assert.match(error.requestID, /^req_/);
      return true;
    });
    await assert.rejects(create({ model: 'gpt-none' }), OpenAI.NotFoundError);
  });

  test('injected errors reach the right classes, and the client retries what it should', async () => {
    await faults({ kind: 'overloaded' });
    await assert.rejects(create(), OpenAI.InternalServerError);
    await faults({ kind: 'rate_limit', retry_after_ms: 5 });
    await assert.rejects(create(), OpenAI.RateLimitError);
    await faults({ kind: 'unauthorized' });
    await assert.rejects(create(), OpenAI.AuthenticationError);
    await faults({ kind: 'rate_limit', retry_after_ms: 5, limit: 2 });
    assert.equal((await create({}, { maxRetries: 2 })).status, 'completed');
    await faults({ kind: 'bad_gateway', limit: 1 });
    assert.equal((await create({}, { maxRetries: 1 })).status, 'completed');
    await faults({ kind: 'reset' });
    await assert.rejects(create(), OpenAI.APIConnectionError);
    await faults();
  });

  test('an error inside a stream is raised', async () => {
    await faults({ kind: 'stream_error', code: 'rate_limit_exceeded' });
    const stream = await client.responses.create({ model, input: 'x', stream: true });
    await assert.rejects(async () => { for await (const event of stream) void event; },
      (error) => error.code === 'rate_limit_exceeded');
    await faults();
  });

  test('a refusal arrives as one', async () => {
    await faults({ kind: 'refusal' });
    const response = await create();
    assert.equal(response.output[0].content[0].type, 'refusal');
    assert.equal(response.output_text, '');
    await faults();
  });

  test('a wrong key is refused', { skip: !process.env.OPENAI_API_KEY }, async () => {
    const stranger = new OpenAI({ baseURL, apiKey: 'sk-not-the-right-one', maxRetries: 0 });
    await assert.rejects(stranger.models.list(), (error) => {
      assert.ok(error instanceof OpenAI.AuthenticationError);
      assert.equal(error.code, 'invalid_api_key');
      return true;
    });
  });
});
