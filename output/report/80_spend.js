// Calls and tokens by role, iterations one by one, and settings that were changed on the way.
const roleNames = {planner: 'Planner', customer: 'Simulated customers', proactive: 'Outreach agent', judge: 'Judge', tuner: 'Prompt tuner'};

function share(part, whole) {
  return svg('svg', {class: 'bar', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true'},
    svg('rect', {width: 100, height: 10, rx: 3}), svg('rect', {width: whole ? 100 * part / whole : 0, height: 10, rx: 3}));
}

/// "tokens: gpt-4.1-mini" -> what it means.
function bindingText(term) {
  const [kind, model] = term.split(': ');
  const known = {path: 'the longest single conversation', 'open conversations': 'how many conversations may be open at once',
    'in flight': 'calls at once', requests: 'requests per minute', tokens: 'tokens per minute'}[kind];
  return known ? known + (model ? ` of ${model}` : '') : term;
}

function roleTable() {
  const roles = Object.entries(data.spend).map(([key, spend]) => ({key, ...spend, total: (spend.input || 0) + (spend.output || 0),
    cost: costOf(spend, data.prices[key]), saved: savedByCache(spend, data.prices[key])}));
  if (roles.length === 0) return el('p', {class: 'empty'}, 'No calls were made.');
  const whole = roles.reduce((sum, role) => sum + role.total, 0);
  const cell = (label, value) => el('td', {class: 'num', 'data-label': label}, count(value || 0));
  const amount = amountsLike(Math.max(...roles.map(role => role.cost))), unit = `Cost, ${data.currency}`;
  return el('div', {class: 'scroll'}, el('table', {class: 'stack'}, el('thead', {}, el('tr', {}, el('th', {}, 'Role'),
    ['Calls', 'Failed', 'Retries', 'Input tokens', 'of these cached', 'Output tokens', unit, 'saved by cache'].map(name => el('th', {class: 'num'}, name)),
    el('th', {}, 'Share of all tokens'))),
  el('tbody', {}, roles.map(role => el('tr', {}, el('th', {scope: 'row'}, roleNames[role.key] || role.key),
    cell('Calls', role.calls), cell('Failed', role.failures), cell('Retries', role.retries), cell('Input tokens', role.input),
    cell('of these cached', role.cached_input), cell('Output tokens', role.output),
    el('td', {class: 'num', 'data-label': unit}, amount(role.cost)), el('td', {class: 'num', 'data-label': 'saved by cache'}, amount(role.saved)),
    el('td', {'data-label': 'Share of all tokens'}, share(role.total, whole), el('small', {}, percent(role.total, whole))))))));
}

function iterationTable() {
  return el('div', {class: 'scroll'}, el('table', {class: 'stack'}, el('thead', {}, el('tr', {}, el('th', {}, 'Iteration'),
    ['Tokens', 'Cost', 'Wall time'].map(name => el('th', {class: 'num'}, name)), el('th', {}, 'Against the shortest possible time'))),
  el('tbody', {}, data.iterations.map(one => el('tr', {}, el('th', {scope: 'row'}, `Iteration ${one.iteration}`),
    el('td', {class: 'num', 'data-label': 'Tokens'}, count(one.tokens)), el('td', {class: 'num', 'data-label': 'Cost'}, money(one.cost)),
    el('td', {class: 'num', 'data-label': 'Wall time'}, seconds(one.wall_sec)),
    el('td', {'data-label': 'Against the shortest possible time'}, one.makespan_ratio > 0 ?
      [`${decimal(one.makespan_ratio, 2)}\u00d7`, one.binding_term && el('small', {}, ` set by ${bindingText(one.binding_term)}`)] : NONE))))));
}

function drawSpend() {
  const home = section('spend');
  home.append(...[lostNote(), roleTable(), priceNote()].filter(Boolean));
  const costs = costTable();
  if (costs) home.append(el('h3', {class: 'gap'}, `Cost by purpose and role, ${data.currency}`), costs);
  home.append(el('h3', {class: 'gap'}, 'Time by iteration'));
  home.append(data.iterations.length ? iterationTable() : el('p', {class: 'empty'}, 'No iteration was finished.'));
  const changes = data.iterations.flatMap(one => one.config_changes.map(change => ({...change, iteration: one.iteration})));
  if (changes.length === 0) return;
  home.append(el('h3', {class: 'gap'}, 'Settings changed while it ran'), el('div', {class: 'scroll'}, el('table', {class: 'stack'},
    el('thead', {}, el('tr', {}, ['Setting', 'Iteration', 'When (UTC)', 'Before', 'After'].map(name => el('th', {}, name)))),
    el('tbody', {}, changes.map(change => el('tr', {}, el('th', {scope: 'row'}, change.key),
      el('td', {'data-label': 'Iteration'}, String(change.iteration)),
      el('td', {'data-label': 'When (UTC)'}, change.at.replace('T', ' ').replace('Z', '')),
      el('td', {'data-label': 'Before'}, change.before), el('td', {'data-label': 'After'}, change.after)))))));
}
