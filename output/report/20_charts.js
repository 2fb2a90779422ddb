// Metrics by iteration: one small chart each, lines by cohort, 95 % intervals as bands or whiskers.
const chart = {width: 340, height: 210, left: 44, right: 14, top: 12, bottom: 28, front: 'all'};
const chartKeys = () => [...cohortKeys, 'all'].filter(key =>
  data.iterations.some(iteration => (summaryOf(iteration, key) || {}).customers > 0));

const silence = {key: 'silence', name: 'Never answered', scale: 'share of conversations', unit: '%', decimals: 0, least: 0, most: 100};
function silenceOf(summary) {
  return {n: summary.customers, mean: summary.customers ? 100 * summary.silent / summary.customers : 0,
    low: null, high: null};
}
const estimateOf = (summary, metric) => (metric.key === 'silence' ? silenceOf(summary) : summary[metric.key]);

function ticksOf(low, high) {
  const rough = (high - low) / 4, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 2.5, 5, 10].find(factor => factor * power >= rough * 0.999);
  const ticks = [];
  for (let at = Math.floor(low / step) * step; at < high + step * 0.999; at += step) ticks.push(at);
  return {ticks, decimals: Math.max(0, Math.min(4, -Math.floor(Math.log10(step) + 1e-9) + (step / power === 2.5 ? 1 : 0)))};
}

function scalesOf(metric) {
  const ends = [];
  for (const iteration of data.iterations) {
    for (const key of chartKeys()) {
      const value = estimateOf(summaryOf(iteration, key), metric);
      if (!value.n) continue;
      ends.push(value.mean);
      // A very wide interval of a tiny cohort may not flatten every other line.
      if (value.low !== null && value.n >= 5) ends.push(value.low, value.high);
    }
  }
  let low = Math.min(...ends), high = Math.max(...ends);
  if (high - low < 1e-9) { low -= 0.5 * (Math.abs(low) || 1); high += 0.5 * (Math.abs(high) || 1); }
  const least = metric.least ?? -Infinity, most = metric.most ?? Infinity;
  low = Math.max(least, low);
  high = Math.max(Math.min(most, high), low + 1e-6);
  const {ticks: every, decimals} = ticksOf(low, high);
  const ticks = every.filter(tick => tick >= least - 1e-9 && tick <= most + 1e-9);
  if (ticks.length < 2) ticks.push(ticks[0] + (every[1] - every[0]));
  const span = chart.width - chart.left - chart.right, rise = chart.height - chart.top - chart.bottom;
  const last = data.iterations.length - 1;
  return {
    empty: ends.length === 0, ticks, decimals,
    x: index => chart.left + (last === 0 ? span / 2 : 12 + index * (span - 24) / last),
    y: value => chart.top + rise * (1 - (Math.min(Math.max(value, ticks[0]), ticks[ticks.length - 1]) - ticks[0]) /
      (ticks[ticks.length - 1] - ticks[0])),
  };
}

function markAt(key, x, y, title) {
  const shapes = [
    'M-4 -4H4V4H-4Z', 'M0 -5.4L5 3.8H-5Z', 'M0 -5.6L5.6 0L0 5.6L-5.6 0Z', 'M0 5.4L5 -3.8H-5Z',
    'M-4.4 0A4.4 4.4 0 1 0 4.4 0A4.4 4.4 0 1 0 -4.4 0Z'];
  const shape = shapes[key === 'all' ? 4 : cohortKeys.indexOf(key)];
  return svg('path', {class: 'mark', d: shape, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`},
    title && svg('title', {}, title));
}

function seriesOf(metric, key, scales, order, lines) {
  const single = data.iterations.length === 1;
  const shift = single ? (order - (lines - 1) / 2) * 44 : 0;
  const points = [];
  data.iterations.forEach((iteration, index) => {
    const value = estimateOf(summaryOf(iteration, key), metric);
    if (value.n) points.push({value, x: scales.x(index) + shift, y: scales.y(value.mean), iteration});
  });
  const front = chart.front === key;
  const group = svg('g', {class: `series ${cohortClass(key)} ${front ? 'front' : chart.front === 'all' ? '' : 'dim'}`});
  const ranged = points.filter(point => point.value.low !== null && point.value.low !== undefined);
  if (front && !single && ranged.length > 1) {
    const upper = ranged.map(point => `${point.x.toFixed(1)} ${scales.y(point.value.high).toFixed(1)}`);
    const lower = ranged.map(point => `${point.x.toFixed(1)} ${scales.y(point.value.low).toFixed(1)}`).reverse();
    group.append(svg('path', {class: 'band', d: `M${upper.join('L')}L${lower.join('L')}Z`}));
  }
  if (single) {
    for (const point of ranged) {
      group.append(svg('line', {class: 'whisker', x1: point.x, x2: point.x, y1: scales.y(point.value.low), y2: scales.y(point.value.high)}));
    }
  } else if (points.length > 1) {
    group.append(svg('path', {d: 'M' + points.map(point => `${point.x.toFixed(1)} ${point.y.toFixed(1)}`).join('L'),
      'stroke-dasharray': {'k-1': '7 3', 'k-2': '2 3', 'k-3': '9 3 2 3'}[cohortClass(key)]}));
  }
  for (const point of points) {
    const range = rangeText(metric, point.value);
    group.append(markAt(key, point.x, point.y, `${cohortName(key)}, iteration ${point.iteration.iteration}: ` +
      `${meanText(metric, point.value)}${range ? ` (${data.confidence} interval ${range})` : ''}, n = ${point.value.n}`));
  }
  return group;
}

function chartOf(metric) {
  const scales = scalesOf(metric);
  const caption = el('figcaption', {}, metric.name, el('small', {}, metric.scale));
  if (scales.empty) return el('figure', {class: 'chart'}, caption, el('p', {class: 'soft'}, 'Nothing was scored.'));
  const keys = chartKeys();
  const picture = svg('svg', {viewBox: `0 0 ${chart.width} ${chart.height}`, role: 'img',
    'aria-label': `${metric.name} by iteration and cohort`},
  svg('desc', {}, keys.map(key => `${cohortName(key)}: ` + data.iterations.map(iteration =>
    meanText(metric, estimateOf(summaryOf(iteration, key), metric))).join(', ')).join('; ')));
  for (const tick of scales.ticks) {
    picture.append(
      svg('line', {class: 'grid', x1: chart.left, x2: chart.width - chart.right, y1: scales.y(tick), y2: scales.y(tick)}),
      svg('text', {x: chart.left - 7, y: scales.y(tick) + 4, 'text-anchor': 'end'}, decimal(tick, scales.decimals)));
  }
  const every = Math.ceil(data.iterations.length / 9);
  data.iterations.forEach((iteration, index) => {
    if (index % every === 0) {
      picture.append(svg('text', {x: scales.x(index), y: chart.height - 9, 'text-anchor': 'middle'},
        index === 0 ? `iteration ${iteration.iteration}` : String(iteration.iteration)));
    }
  });
  const ordered = keys.map((key, order) => [key, order]).sort((a, b) => (a[0] === chart.front) - (b[0] === chart.front));
  for (const [key, order] of ordered) picture.append(seriesOf(metric, key, scales, order, keys.length));
  return el('figure', {class: 'chart'}, caption, picture);
}

function numbersTable() {
  const metrics = [...data.metrics, silence];
  const rows = data.iterations.flatMap(iteration => chartKeys().map(key => el('tr', {class: key === 'all' ? 'all' : ''},
    el('td', {'data-label': 'Iteration'}, String(iteration.iteration)), el('th', {scope: 'row'}, cohortName(key)),
    metrics.map(metric => {
      const value = estimateOf(summaryOf(iteration, key), metric), range = rangeText(metric, value);
      return el('td', {}, meanText(metric, value), range && el('small', {}, ` (${range})`));
    }))));
  return el('div', {class: 'scroll'}, el('table', {}, el('thead', {}, el('tr', {}, el('th', {}, 'Iteration'),
    el('th', {}, 'Customers'), metrics.map(metric => el('th', {}, metric.name)))), el('tbody', {}, rows)));
}

function drawCharts() {
  const home = section('iterations'), charts = el('div', {class: 'charts'});
  const legend = el('div', {class: 'picker', role: 'group', 'aria-label': 'Cohort in front'});
  const draw = () => {
    charts.replaceChildren(...[...data.metrics, silence].map(chartOf));
    legend.replaceChildren(...chartKeys().map(key => el('button', {type: 'button', class: 'legend',
      'aria-pressed': String(chart.front === key), onclick: () => { chart.front = key; draw(); }},
    svg('svg', {class: `series ${cohortClass(key)}`, viewBox: '0 0 26 14', 'aria-hidden': 'true'},
      svg('path', {d: 'M0 7H26', 'stroke-dasharray': {'k-1': '7 3', 'k-2': '2 3', 'k-3': '9 3 2 3'}[cohortClass(key)]}), markAt(key, 13, 7)),
    cohortName(key))));
  };
  if (data.iterations.length === 0) return home.append(el('p', {class: 'empty'}, 'No iteration was finished.'));
  home.append(el('p', {class: 'note'}, data.iterations.length === 1 ?
    'One iteration was run, so these are single points; the bars are ' + data.confidence + ' intervals.' :
    'Means by iteration. Choose whose line stands in front; its band is the ' + data.confidence + ' interval.'), legend, charts,
  el('details', {class: 'numbers'}, el('summary', {}, 'The numbers behind these charts'), numbersTable()));
  draw();
}
