// Strict output for schemas that nobody wrote: random ones of the strict subset, and the documents
// checked by a validator of another hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import { client, model } from './support.mjs';

// A small generator of random numbers, so that a failure can be repeated by its seed.
const dice = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

const randomSchema = (next) => {
  const below = (n) => Math.floor(next() * n);
  const pick = (...all) => all[below(all.length)];
  const names = ['a', 'b', 'größe', 'x y', 'q"t', '$id2', 'items'];
  const string = () => ({ type: 'string', ...pick({}, { minLength: below(9) }, { maxLength: 1 + below(9) },
    { pattern: pick('^[a-z]{2,5}$', '^\\d{3}-[A-F0-9]+$', '^(on|off)$', '^@?\\w+$') },
    { format: pick('date', 'time', 'date-time', 'email', 'uuid', 'ipv4', 'ipv6', 'hostname', 'duration') }) });
  const number = () => {
    const low = below(50) - 25;
    return { type: pick('integer', 'number'), ...pick({}, { minimum: low }, { maximum: low },
      { minimum: low, maximum: low + below(10) }, { exclusiveMinimum: low, exclusiveMaximum: low + 2 },
      { multipleOf: pick(2, 5, 0.5) }, { minimum: low, multipleOf: 3 }) };
  };
  const any = (depth) => {
    const kind = depth <= 0 ? below(6) : below(10);
    if (kind < 2) return string();
    if (kind < 4) return number();
    if (kind === 4) return pick({ type: 'boolean' }, { type: 'null' }, { const: pick('c', 7, true, null) });
    if (kind === 5) return { type: 'string', enum: ['one', 'two', 'drei'].slice(0, 1 + below(3)) };
    if (kind === 6) return { anyOf: [any(depth - 1), { type: 'null' }] };
    if (kind === 7) return { type: 'array', items: any(depth - 1), ...pick({}, { minItems: 2 }, { maxItems: 1 }, { minItems: 1, maxItems: 3 }) };
    if (kind === 8) return { type: [pick('string', 'integer', 'boolean'), 'null'] };
    return object(depth - 1);
  };
  const object = (depth) => {
    const properties = {};
    for (let i = below(4); i >= 0; i--) properties[pick(...names)] = any(depth);
    return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
  };
  const root = object(4);
  if (next() < 0.3) {
    root.$defs = { node: { type: 'object', properties: {
      value: string(), children: { type: 'array', items: { $ref: '#/$defs/node' } },
      next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] } },
    required: ['value', 'children', 'next'], additionalProperties: false } };
    root.properties.tree = { $ref: '#/$defs/node' };
    root.required = Object.keys(root.properties);
  }
  return root;
};

test('three hundred random strict schemas get documents that fit them', async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const schema = randomSchema(dice(seed));
    const response = await client.responses.create({
      model, input: `Make ${seed}`, text: { format: { type: 'json_schema', name: 's', strict: true, schema } } });
    const document = JSON.parse(response.output_text);
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const fits = ajv.compile(schema);
    assert.ok(fits(document), `seed ${seed}: ${ajv.errorsText(fits.errors)}\n${JSON.stringify(schema)}\n${response.output_text}`);
  }
});

test('arguments of functions fit their parameters, and Chat documents their schemas', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const schema = randomSchema(dice(seed * 1000));
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const fits = ajv.compile(schema);
    const call = await client.responses.create({
      model, input: `Call ${seed}`, tools: [{ type: 'function', name: 'f', strict: true, parameters: schema }] });
    assert.ok(fits(JSON.parse(call.output[0].arguments)), `seed ${seed}: ${ajv.errorsText(fits.errors)}`);
    const chat = await client.chat.completions.create({
      model, messages: [{ role: 'user', content: `Make ${seed}` }],
      response_format: { type: 'json_schema', json_schema: { name: 's', strict: true, schema } } });
    assert.ok(fits(JSON.parse(chat.choices[0].message.content)), `seed ${seed}: ${ajv.errorsText(fits.errors)}`);
  }
});
