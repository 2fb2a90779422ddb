// The AI SDK with its two providers for this API.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { embedMany, generateText, Output, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { apiKey, baseURL, control, faults, model } from './support.mjs';

const openai = createOpenAI({ baseURL, apiKey });
const compatible = createOpenAICompatible({
  name: 'parley', baseURL, apiKey, includeUsage: true, supportsStructuredOutputs: true });
const models = {
  responses: openai.responses(model), chat: openai.chat(model), compatible: compatible(model) };
after(() => control('DELETE', '/sim/faults'));

const schema = z.object({ title: z.string(), steps: z.array(z.string()), calm: z.boolean() });
const weather = tool({
  description: 'Weather of a city', inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `Sunny in ${city}` });

for (const [name, language] of Object.entries(models)) {
  test(`${name}: text with usage`, async () => {
    const result = await generateText({ model: language, prompt: 'Hello' });
    assert.ok(result.text.length > 0);
    assert.equal(result.finishReason, 'stop');
    assert.ok(result.usage.totalTokens > 0);
    assert.deepEqual(result.warnings ?? [], []);
  });

  test(`${name}: streamed text is the plain one`, async () => {
    const plain = await generateText({ model: language, prompt: 'Hello' });
    const stream = streamText({ model: language, prompt: 'Hello' });
    let text = '';
    for await (const part of stream.textStream) text += part;
    assert.equal(text, plain.text);
    assert.equal((await stream.usage).totalTokens, plain.usage.totalTokens);
  });

  test(`${name}: an object that fits its schema`, async () => {
    const result = await generateText({
      model: language, prompt: 'Plan', output: Output.object({ schema }) });
    schema.parse(result.output);
  });

  test(`${name}: a tool is called and answered`, async () => {
    const result = await generateText({
      model: language, prompt: 'Weather?', tools: { weather }, stopWhen: stepCountIs(3) });
    assert.equal(result.steps.length, 2);
    assert.match(result.text, /Sunny/);
    const stream = streamText({
      model: language, prompt: 'Weather?', tools: { weather }, stopWhen: stepCountIs(3) });
    assert.match(await stream.text, /Sunny/);
  });

  test(`${name}: a rate limit is waited out`, async () => {
    await faults({ kind: 'rate_limit', retry_after_ms: 20, limit: 1 });
    assert.ok((await generateText({ model: language, prompt: 'Hi' })).text.length > 0);
    await faults();
  });
}

test('a conversation goes on by references to what the service stored', async () => {
  const sent = [];
  const recording = createOpenAI({ baseURL, apiKey, fetch: (url, init) => {
    sent.push(JSON.parse(init.body));
    return fetch(url, init);
  } });
  const first = [{ role: 'user', content: 'Weather?' }];
  const asked = await generateText({
    model: recording.responses(model), messages: first, tools: { weather }, stopWhen: stepCountIs(3) });
  const next = await generateText({
    model: recording.responses(model),
    messages: [...first, ...asked.response.messages, { role: 'user', content: 'And tomorrow?' }] });
  assert.ok(next.text.length > 0);
  const references = sent.at(-1).input.filter((item) => item.type === 'item_reference');
  assert.ok(references.length > 0, 'the SDK refers to stored items');
  assert.ok(next.usage.inputTokens > asked.steps[0].usage.inputTokens + 10, 'and they count');
});

test('an error in a stream is seen', async () => {
  await faults({ kind: 'stream_error', code: 'rate_limit_exceeded' });
  const errors = [];
  const stream = streamText({
    model: models.responses, prompt: 'x', maxRetries: 0, onError: ({ error }) => { errors.push(error); } });
  for await (const part of stream.textStream) void part;
  assert.ok(errors.length > 0);
  await faults();
});

test('embeddings', async () => {
  const { embeddings, usage } = await embedMany({
    model: openai.embedding('text-embedding-3-small'), values: ['one', 'two'] });
  assert.equal(embeddings.length, 2);
  assert.equal(embeddings[0].length, 1536);
  assert.ok(usage.tokens > 0);
});
