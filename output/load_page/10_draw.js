'use strict';
// Helpers: elements, number formats, axes. Text reaches the page only as text nodes.
const data = JSON.parse(document.getElementById('data').textContent);
const SVG = 'http://www.w3.org/2000/svg';
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return node;
}
const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

function seconds(value) {
  if (value === 0) return '0';
  if (value < 0.001) return `${Math.round(value * 1e6)} µs`;
  if (value < 1) return `${Number((value * 1e3).toPrecision(3))} ms`;
  return `${Number(value.toPrecision(3))} s`;
}
function count(value) {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (value >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}

const frame = {width: 560, height: 280, left: 62, right: 16, top: 18, bottom: 40};

function ticksOf(most, about) {
  const rough = most / about, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 2.5, 5, 10].find(factor => factor * power >= rough * 0.999);
  const ticks = [];
  for (let at = 0; at <= most * 1.0001; at += step) ticks.push(at);
  return ticks;
}

/// A linear axis from 0, or a logarithmic one of whole powers with 2 and 5 between.
function axis(low, high, from, to, logarithmic) {
  if (!logarithmic) {
    const most = high > 0 ? high * 1.05 : 1;
    return {at: value => from + (to - from) * Math.min(value / most, 1), ticks: ticksOf(most, 5)};
  }
  const a = Math.log10(low) - 0.02, b = Math.max(Math.log10(high) + 0.02, a + 0.3);
  const ticks = [];
  for (let p = Math.floor(a); p <= Math.ceil(b); p++) {
    for (const m of (b - a < 2.5 ? [1, 2, 5] : [1])) {
      const v = m * 10 ** p;
      if (Math.log10(v) >= a && Math.log10(v) <= b) ticks.push(v);
    }
  }
  return {at: value => from + (to - from) * (Math.log10(Math.max(value, low)) - a) / (b - a), ticks};
}

function canvas(label, x, y, xText, yText, xName) {
  const picture = svg('svg', {viewBox: `0 0 ${frame.width} ${frame.height}`, role: 'img', 'aria-label': label});
  for (const tick of y.ticks) {
    picture.append(svg('line', {class: 'grid', x1: frame.left, x2: frame.width - frame.right, y1: y.at(tick), y2: y.at(tick)}),
      svg('text', {x: frame.left - 8, y: y.at(tick) + 4, 'text-anchor': 'end'}, yText(tick)));
  }
  for (const tick of x.ticks) {
    picture.append(svg('text', {x: x.at(tick), y: frame.height - frame.bottom + 17, 'text-anchor': 'middle'}, xText(tick)));
  }
  picture.append(svg('text', {x: frame.width - frame.right, y: frame.height - 4, 'text-anchor': 'end'}, xName));
  return picture;
}
const inner = {left: frame.left, right: frame.width - frame.right, top: frame.top, bottom: frame.height - frame.bottom};

function pathOf(points) {
  let out = '', pen = false;
  for (const point of points) {
    if (point === null) { pen = false; continue; }
    out += `${pen ? 'L' : 'M'}${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
    pen = true;
  }
  return out;
}
function keys(names) {
  return el('div', {class: 'keys'}, names.map((name, i) => el('span', {}, el('i', {class: `k${i}`}), name)));
}
function figure(name, note, picture, names) {
  return el('figure', {class: 'chart'}, el('figcaption', {}, name, el('small', {}, note)), names && keys(names), picture);
}
function show(id, ...nodes) {
  const home = document.getElementById(id);
  home.append(...nodes);
  home.hidden = false;
}
