// LangChain and openai-fetch.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { OpenAIClient } from 'openai-fetch';
import { z } from 'zod';
import { apiKey, baseURL, model } from './support.mjs';

const schema = z.object({ title: z.string(), steps: z.array(z.string()) });
const weather = tool(async ({ city }) => `Sunny in ${city}`, {
  name: 'get_weather', description: 'Weather of a city', schema: z.object({ city: z.string() }) });

for (const useResponsesApi of [false, true]) {
  const api = useResponsesApi ? 'Responses' : 'Chat Completions';
  const chat = new ChatOpenAI({
    model, apiKey, configuration: { baseURL }, useResponsesApi, maxRetries: 0 });

  test(`LangChain, ${api}: invoke and stream`, async () => {
    const messages = [new SystemMessage('Be kind'), new HumanMessage('Hello')];
    const answer = await chat.invoke(messages);
    assert.ok(answer.text.length > 0);
    assert.ok(answer.usage_metadata.total_tokens > 0);
    let text = '';
    for await (const part of await chat.stream(messages)) text += part.text;
    assert.equal(text, answer.text);
  });

  test(`LangChain, ${api}: a tool is called and answered`, async () => {
    const bound = chat.bindTools([weather]);
    const asked = [new HumanMessage('Weather?')];
    const call = await bound.invoke(asked);
    assert.equal(call.tool_calls.length, 1);
    const result = await weather.invoke(call.tool_calls[0]);
    assert.ok(result instanceof ToolMessage);
    const answer = await bound.invoke([...asked, call, result]);
    assert.match(answer.text, /Sunny/);
  });

  test(`LangChain, ${api}: structured output`, async () => {
    const plan = await chat.withStructuredOutput(schema, { method: 'jsonSchema' }).invoke('Plan');
    schema.parse(plan);
  });
}

test('LangChain: embeddings', async () => {
  const vectors = await new OpenAIEmbeddings({
    model: 'text-embedding-3-small', apiKey, configuration: { baseURL } }).embedDocuments(['a', 'b', 'c']);
  assert.equal(vectors.length, 3);
  assert.equal(vectors[0].length, 1536);
});

test('openai-fetch: chat, stream and embeddings', async () => {
  const client = new OpenAIClient({ apiKey, baseUrl: baseURL });
  const params = { model, messages: [{ role: 'user', content: 'Hello' }] };
  const plain = await client.createChatCompletion(params);
  assert.ok(plain.choices[0].message.content.length > 0);
  let text = '';
  for await (const chunk of await client.streamChatCompletion(params))
    text += chunk.choices?.[0]?.delta?.content ?? '';
  assert.ok(text.length > 0);
  const vectors = await client.createEmbeddings({ model: 'text-embedding-3-small', input: 'x' });
  assert.equal(vectors.data[0].embedding.length, 1536);
});
