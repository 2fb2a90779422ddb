// The before/after table's metric picker, and where each cohort stands after an iteration.
function addMetricPicker() {
  const picker = section('metric-picker');
  if (!picker) return;
  const bodies = [...document.querySelectorAll('tbody[data-metric]')];
  const show = key => {
    for (const body of bodies) body.hidden = key !== 'every' && body.dataset.metric !== key;
    for (const one of picker.children) one.setAttribute('aria-pressed', String(one.dataset.key === key));
  };
  const choices = [...data.metrics.map(metric => [metric.key, metric.name]), ['every', 'Show all']];
  picker.append(...choices.map(([key, name]) => button(name, {'data-key': key, onclick: () => show(key)})));
  picker.hidden = false;
  show(data.metrics[0].key);
}

function left(summary) {
  const parts = [];
  for (const [key, name] of [['invalid', 'invalid'], ['failed', 'failed'], ['unscored', 'unscored']]) {
    if (summary[key]) parts.push(`${count(summary[key])} ${name}`);
  }
  return parts.join(', ') || 'none';
}

function cohortRow(summary) {
  const metricCells = data.metrics.map(metric => {
    const range = rangeText(metric, summary[metric.key]);
    return el('td', {'data-label': metric.name}, meanText(metric, summary[metric.key]),
      range && el('small', {}, el('br'), range));
  });
  metricCells.splice(1, 0, el('td', {'data-label': 'NPS'}, summary.n ? signed(summary.net_promoter, 0) : NONE));
  return el('tr', {class: summary.cohort === 'all' ? 'all' : ''},
    el('th', {scope: 'row'}, cohortTag(summary.cohort)),
    el('td', {'data-label': 'Scored'}, [count(summary.n), 'of', count(summary.customers)].join(NBSP)), metricCells,
    el('td', {'data-label': 'Never answered'}, percent(summary.silent, summary.customers)),
    el('td', {'data-label': 'Not scored'}, left(summary)),
    el('td', {'data-label': 'Best strategy'}, summary.best ?
      [summary.best, el('br'), el('small', {}, `n = ${summary.best_n}`)] : el('span', {class: 'soft'}, 'too few to name one')));
}

function cohortTable(iteration) {
  const heads = ['Customers', 'Scored', ...data.metrics.map(metric => metric.name), 'Never answered', 'Not scored', 'Best strategy'];
  heads.splice(3, 0, 'NPS');
  const notes = iteration.summaries.filter(summary => summary.notes);
  return [el('div', {class: 'scroll'}, el('table', {class: 'stack'},
    el('thead', {}, el('tr', {}, heads.map(head => el('th', {scope: 'col'}, head)))),
    el('tbody', {}, iteration.summaries.filter(summary => summary.customers > 0).map(cohortRow)))),
  notes.length > 0 && el('ul', {class: 'soft'}, notes.map(summary =>
    el('li', {}, el('b', {}, cohortName(summary.cohort)), ': ', summary.notes)))].filter(Boolean);
}

function drawCohorts() {
  const home = section('cohorts'), place = el('div');
  if (data.iterations.length === 0) { home.hidden = true; return; }
  const show = index => place.replaceChildren(...cohortTable(data.iterations[index]));
  const last = data.iterations.length - 1;
  home.append(el('p', {class: 'note'}, 'Means with their ' + data.confidence + ' intervals over the scored conversations of one iteration. ' +
    'The best strategy is the combination with the highest mean reward among those used often enough.'));
  if (last > 0) {
    home.append(el('div', {class: 'picker'}, chooser('Iteration', data.iterations.map((iteration, index) =>
      [index, String(iteration.iteration)]), last, show)));
  }
  home.append(place);
  show(last);
}
