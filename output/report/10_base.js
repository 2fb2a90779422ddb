'use strict';
// Page data, element helpers and number formats. Text reaches the page only as text nodes: nothing
// that a customer or a model wrote is ever parsed as HTML.
const data = JSON.parse(document.getElementById('data').textContent);
const cohortKeys = Object.keys(data.labels.cohorts);
const metricOf = key => data.metrics.find(metric => metric.key === key);
const SVG = 'http://www.w3.org/2000/svg';

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return node;
}
const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

const MINUS = '\u2212', NBSP = '\u00a0', THIN = '\u202f', NONE = '\u2013';
const isNumber = value => typeof value === 'number' && Number.isFinite(value);

function decimal(value, decimals) {
  if (!isNumber(value)) return NONE;
  const digits = Math.abs(value).toFixed(decimals);
  return (value < 0 && Number(digits) !== 0 ? MINUS : '') + digits;
}
function signed(value, decimals) {
  if (!isNumber(value)) return NONE;
  return (value > 0 && Number(value.toFixed(decimals)) !== 0 ? '+' : '') + decimal(value, decimals);
}
function count(value) {
  const digits = String(Math.abs(Math.round(value)));
  const grouped = digits.length > 4 ? digits.replace(/\B(?=(\d{3})+$)/g, THIN) : digits;
  return (value < 0 ? MINUS : '') + grouped;
}
function percent(part, whole) {
  return whole > 0 ? `${decimal(100 * part / whole, 0)}${NBSP}%` : NONE;
}
function seconds(value) {
  if (value < 9.95) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor(whole % 3600 / 60)).padStart(2, '0')} min`;
}
function money(amount) {
  if (!data.cost_known) return 'unknown';
  return `${decimal(amount, Math.abs(amount) >= 0.0995 || amount === 0 ? 2 : 4)} ${data.currency}`;
}
const unitOf = metric => (metric.unit ? NBSP + metric.unit : '');
function meanText(metric, estimate) {
  return estimate.n ? decimal(estimate.mean, metric.decimals) + unitOf(metric) : NONE;
}
function rangeText(metric, estimate) {
  if (!estimate.n || estimate.low === null || estimate.high === null) return '';
  const low = decimal(estimate.low, metric.decimals), high = decimal(estimate.high, metric.decimals);
  return low.startsWith(MINUS) || high.startsWith(MINUS) ? `${low} to ${high}` : `${low}\u2013${high}`;
}

const cohortName = key => (key === 'all' ? 'All customers' : data.labels.cohorts[key] || key);
const cohortClass = key => (key === 'all' ? 'k-all' : `k-${cohortKeys.indexOf(key)}`);
const cohortTag = key => el('span', {class: `dot ${cohortClass(key)}`}, el('span', {}, cohortName(key)));
const summaryOf = (iteration, key) => iteration.summaries.find(summary => summary.cohort === key);
const section = id => document.getElementById(id);
const button = (text, attributes) => el('button', {type: 'button', ...attributes}, text);

/// A labelled choice; `options` are [value, text] pairs.
function chooser(label, options, value, change, attributes) {
  const select = el('select', {onchange: event => change(event.target.value)},
    options.map(([key, text]) => el('option', {value: key, selected: String(key) === String(value)}, text)));
  return el('label', attributes || {}, label, ' ', select);
}
