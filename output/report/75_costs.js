// What each role cost, all together and iteration by iteration, with cached input at its own price.
const roleOrder = ['planner', 'customer', 'proactive', 'judge', 'tuner'];

/// Currency; null: tokens were used and the role's model has no price.
function costOf(spend, price) {
  if (!spend || !(spend.input || spend.output)) return 0;
  if (!price) return null;
  const cached = spend.cached_input || 0;
  return ((spend.input - cached) * price.input + cached * price.cached_input + spend.output * price.output) / 1e6;
}
const savedByCache = (spend, price) => (price ? (spend.cached_input || 0) * (price.input - price.cached_input) / 1e6 : 0);

/// One number of decimals within a table, so that its amounts can be compared at a glance.
const amountsLike = most => value => (value === null ? 'no price' : decimal(value, most >= 100 ? 2 : 4));

/// What each model's tokens cost, once for each model.
function priceNote() {
  const models = new Map(Object.values(data.prices).map(price => [price.model, price]));
  if (models.size === 0) return null;
  return el('p', {class: 'note'}, `Prices in ${data.currency} per million tokens: ` + [...models].map(([model, price]) =>
    `${model} ${price.input} input, ${price.cached_input} cached input, ${price.output} output`).join('; ') + '.');
}

/// The lines of the cost table, [name, spend by role]: iterations, and what was spent beside their own work.
function costLines() {
  const judgedAgain = new Map(data.beside.checks.map(one => [one.iteration, one.spend.judge || {}]));
  const fields = ['input', 'cached_input', 'output'];
  const less = (a, b) => ({...a, ...Object.fromEntries(fields.map(name => [name, (a[name] || 0) - (b[name] || 0)]))});
  const sum = all => Object.fromEntries(fields.map(name => [name, all.reduce((total, one) => total + (one[name] || 0), 0)]));
  const lines = data.iterations.map(one => [`Iteration ${one.iteration}`,
    one.spend.judge ? {...one.spend, judge: less(one.spend.judge, judgedAgain.get(one.iteration) || {})} : one.spend]);
  const again = sum([...judgedAgain.values()]);
  if (again.input || again.output) lines.push(['Judged again', {judge: again}]);
  if (data.beside.last && Object.keys(data.beside.last).length) lines.push(['Last measurement', data.beside.last]);
  return lines;
}

function costTable() {
  const lines = costLines();
  const roles = roleOrder.filter(role => lines.some(([, spend]) => spend[role]));
  if (roles.length === 0 || Object.keys(data.prices).length === 0) return null;
  const sum = values => (values.includes(null) ? null : values.reduce((a, b) => a + b, 0));
  const rows = lines.map(([, spend]) => roles.map(role => costOf(spend[role], data.prices[role])));
  const amount = amountsLike(Math.max(...rows.flat()));
  const cell = (label, value) => el('td', {class: 'num', 'data-label': label}, amount(value));
  const line = (name, costs) => el('tr', {}, el('th', {scope: 'row'}, name),
    costs.map((value, i) => cell(roleNames[roles[i]] || roles[i], value)), cell('Together', sum(costs)));
  return el('div', {class: 'scroll'}, el('table', {class: 'stack'}, el('thead', {}, el('tr', {}, el('th', {}, 'Spent on'),
    roles.map(role => el('th', {class: 'num'}, roleNames[role] || role)), el('th', {class: 'num'}, 'Together'))),
  el('tbody', {}, lines.map(([name], i) => line(name, rows[i])),
    rows.length > 1 && line('All', roles.map((role, i) => sum(rows.map(row => row[i])))))));
}

function lostNote() {
  if (data.lost.calls === 0) return null;
  const one = data.lost.calls === 1;
  return el('p', {class: 'note'}, `${count(data.lost.calls)} ${one ? 'call was' : 'calls were'} in flight when this run was killed or cut off. ` +
    `The provider may have charged for ${one ? 'it' : 'them'} once more than is counted here: at most ${money(data.lost.worst_cost)}.`);
}
