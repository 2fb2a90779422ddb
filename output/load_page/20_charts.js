// The charts: throughput against latency with the knee, percentiles and tokens over time, and the
// distribution with and without the wait before sending.

function marked(picture, x, at, name, kind, high) {
  picture.append(svg('line', {class: kind, x1: x.at(at), x2: x.at(at), y1: inner.top, y2: inner.bottom}),
    svg('text', {class: 'said', x: Math.min(x.at(at) + 5, inner.right - 110), y: inner.top + high}, name));
}

function drawCurve() {
  const points = data.steps.filter(step => step.e2e && step.rps > 0).sort((a, b) => a.rps - b.rps);
  if (points.length < 2) return;
  const names = ['p50', 'p95', 'p99'];
  const chartOf = (metric, title) => {
    const shown = points.filter(step => step[metric]);
    if (shown.length < 2) return null;
    const all = shown.flatMap(step => names.map(name => step[metric][name])).filter(v => v > 0);
    const low = Math.min(...all), high = Math.max(...all);
    const x = axis(0, Math.max(...shown.map(step => step.rps)), inner.left, inner.right, false);
    const y = axis(low, high, inner.bottom, inner.top, high / low > 8);
    const picture = canvas(title, x, y, count, seconds, 'completed requests a second');
    if (data.sweep && data.sweep.knee_rps > 0) marked(picture, x, data.sweep.knee_rps, 'knee', 'knee', 12);
    if (data.sweep && data.sweep.best_rps > 0) marked(picture, x, data.sweep.best_rps, 'highest good rate', 'best', 28);
    names.forEach((name, i) => {
      picture.append(svg('path', {class: `line s${i}`, d: pathOf(shown.map(step => [x.at(step.rps), y.at(step[metric][name])]))}));
      for (const step of shown) {
        picture.append(svg('circle', {class: `f${i}`, cx: x.at(step.rps), cy: y.at(step[metric][name]), r: 3.4},
          svg('title', {}, `${step.name}: ${name} ${seconds(step[metric][name])}, ${count(step.rps)} requests/s, ${count(step.out_tps)} tokens/s`)));
      }
    });
    return figure(title, high / low > 8 ? 'logarithmic scale' : '', picture, names);
  };
  show('curve', el('div', {class: 'charts wide'}, chartOf('e2e', 'End to end'), chartOf('ttft', 'Time to first token')));
}

function timeCanvas(title, y, yText) {
  const last = data.seconds.second[data.seconds.second.length - 1] + 1;
  const x = axis(0, last / 1.05, inner.left, inner.right, false);
  const picture = canvas(title, x, y, count, yText, 'seconds since the start');
  const s = data.seconds;
  s.second.forEach((second, i) => {
    if (s.warmup[i]) {
      picture.append(svg('rect', {class: 'warm', x: x.at(second), y: inner.top,
        width: x.at(second + 1) - x.at(second), height: inner.bottom - inner.top}));
    }
    if (i > 0 && s.step[i] !== s.step[i - 1]) {
      picture.append(svg('line', {class: 'edge', x1: x.at(second), x2: x.at(second), y1: inner.top, y2: inner.bottom}));
    }
  });
  return {picture, x};
}

function drawTime() {
  const s = data.seconds;
  if (s.second.length < 2) return;
  const middle = i => s.second[i] + 0.5;
  const latencies = (prefix, title) => {
    const columns = ['p50', 'p95', 'p99'].map(name => s[`${prefix}_${name}`]);
    const all = columns.flat().filter(v => v > 0);
    if (all.length === 0) return null;
    const low = Math.min(...all), high = Math.max(...all), logarithmic = high / low > 8;
    const y = axis(low, high, inner.bottom, inner.top, logarithmic);
    const {picture, x} = timeCanvas(title, y, seconds);
    columns.forEach((column, k) => picture.append(svg('path', {class: `line s${k}`,
      d: pathOf(column.map((v, i) => (v > 0 ? [x.at(middle(i)), y.at(v)] : null)))})));
    return figure(title, 'of the requests that ended in each second' + (logarithmic ? '; logarithmic scale' : ''), picture, ['p50', 'p95', 'p99']);
  };
  const amounts = (title, note, columns, names, yText) => {
    const high = Math.max(...columns.flat());
    if (!(high > 0)) return null;
    const y = axis(0, high, inner.bottom, inner.top, false);
    const {picture, x} = timeCanvas(title, y, yText);
    columns.forEach((column, k) => {
      const line = column.map((v, i) => [x.at(middle(i)), y.at(v)]);
      if (k === 0) {
        picture.append(svg('path', {class: 'area f0', d: `${pathOf(line)}L${line[line.length - 1][0].toFixed(1)} ${inner.bottom}L${line[0][0].toFixed(1)} ${inner.bottom}Z`}));
      }
      picture.append(svg('path', {class: `line s${k}`, d: pathOf(line)}));
    });
    return figure(title, note, picture, names);
  };
  show('time', el('div', {class: 'charts wide'},
    latencies('e2e', 'End to end'), latencies('ttft', 'Time to first token'),
    amounts('Output tokens a second', 'spread over the time in which each reply streamed', [s.output_tokens], null, count),
    amounts('Requests a second', '', [s.ok, s.failed, s.limited], ['ended well', 'failed', 'of these 429'], count),
    amounts('Requests in flight', 'the most in each second', [s.in_flight], null, count),
    amounts('The client’s own lag', 'the longest in each second', [s.lag_max], null, seconds)));
}

function drawShape() {
  const charts = data.distributions.filter(d => d.points.length > 2).map(d => {
    const all = d.points.flatMap(p => [p[1], p[2]]).filter(v => v > 0);
    const low = Math.min(...all), high = Math.max(...all);
    const deepest = d.points[d.points.length - 1][0];
    const x = {at: p => inner.left + (inner.right - inner.left) * Math.log10(1 / (1 - p)) / Math.log10(1 / (1 - deepest)),
      ticks: [0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999].filter(p => p <= deepest)};
    const y = axis(low, high, inner.bottom, inner.top, high / low > 8);
    const picture = canvas(d.name, x, y, p => `${Number((100 * p).toPrecision(7))} %`, seconds, 'share of requests');
    [1, 2].forEach((column, k) => picture.append(svg('path', {class: `line s${k}`,
      d: pathOf(d.points.map(p => [x.at(p[0]), y.at(p[column])]))})));
    return figure(d.name, 'end to end, by percentile', picture, ['since it was due', 'since really sent']);
  });
  if (charts.length > 0) show('shape', el('div', {class: 'charts wide'}, charts));
}

drawCurve();
drawTime();
drawShape();
