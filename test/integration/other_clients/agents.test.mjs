// The agents framework of OpenAI: loops of calls, hand-overs, structured output, streams.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Agent, OpenAIProvider, Runner, tool } from '@openai/agents';
import { z } from 'zod';
import { client, model } from './support.mjs';

const runner = (useResponses) => new Runner({
  modelProvider: new OpenAIProvider({ openAIClient: client, useResponses }),
  tracingDisabled: true,
});
const weather = () => {
  const asked = [];
  return { asked, tool: tool({
    name: 'get_weather', description: 'Weather of a city', parameters: z.object({ city: z.string() }),
    execute: async ({ city }) => { asked.push(city); return `Sunny in ${city}`; } }) };
};

for (const useResponses of [true, false]) {
  const api = useResponses ? 'Responses' : 'Chat Completions';

  test(`${api}: an agent calls its tool and ends with text`, async () => {
    const sky = weather();
    const agent = new Agent({ name: 'Guide', instructions: 'Be kind', model, tools: [sky.tool] });
    const result = await runner(useResponses).run(agent, 'What is the weather?');
    assert.ok(sky.asked.length >= 1);
    assert.match(result.finalOutput, /Sunny/);
  });

  test(`${api}: structured output follows its schema`, async () => {
    const agent = new Agent({
      name: 'Planner', instructions: 'Plan', model,
      outputType: z.object({ title: z.string(), steps: z.array(z.string()), calm: z.boolean() }) });
    const result = await runner(useResponses).run(agent, 'Plan my day');
    assert.equal(typeof result.finalOutput.title, 'string');
    assert.ok(Array.isArray(result.finalOutput.steps));
  });

  test(`${api}: a streamed run ends as a plain one`, async () => {
    const sky = weather();
    const agent = new Agent({ name: 'Guide', instructions: 'Be kind', model, tools: [sky.tool] });
    const result = await runner(useResponses).run(agent, 'What is the weather?', { stream: true });
    let events = 0;
    for await (const event of result) { void event; events++; }
    await result.completed;
    assert.ok(events > 5);
    assert.match(result.finalOutput, /Sunny/);
  });

  test(`${api}: one agent hands over to another`, async () => {
    const expert = new Agent({ name: 'Expert', instructions: 'Answer', model });
    const front = new Agent({ name: 'Front', instructions: 'Hand over', model, handoffs: [expert] });
    const result = await runner(useResponses).run(front, 'Help me');
    assert.equal(result.lastAgent.name, 'Expert');
    assert.ok(result.finalOutput.length > 0);
  });
}

test('a conversation goes on by previous response id', async () => {
  const agent = new Agent({ name: 'Guide', instructions: 'Be kind', model });
  const first = await runner(true).run(agent, 'Hello');
  const second = await runner(true).run(agent, 'And then?', { previousResponseId: first.lastResponseId });
  assert.ok(second.finalOutput.length > 0);
});
