// What every file of these tests needs: the client, and the service's own controls.
//
// BASE_URL             e.g. https://127.0.0.1:4020/v1
// NODE_EXTRA_CA_CERTS  the provider's CA certificate (node reads it at start)
// OPENAI_API_KEY       the provider's key
import assert from 'node:assert/strict';
import OpenAI from 'openai';

export const baseURL = process.env.BASE_URL;
assert.ok(baseURL, 'BASE_URL is not set: start `parley sim` and pass its address');
export const apiKey = process.env.OPENAI_API_KEY || 'sk-any';
export const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
export const model = 'gpt-4.1-mini';

export const control = async (method, path, body) => {
  const reply = await fetch(new URL(path, baseURL), {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  assert.equal(reply.status, 200, await reply.clone().text());
  return reply.json();
};
export const faults = (...rules) => control('POST', '/sim/faults', { faults: rules });

export const weather = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
export const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
