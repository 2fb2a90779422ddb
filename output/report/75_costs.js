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

function costTable() {
  const roles = roleOrder.filter(role => data.iterations.some(one => one.spend[role]));
  if (roles.length === 0 || Object.keys(data.prices).length === 0) return null;
  const sum = values => (values.includes(null) ? null : values.reduce((a, b) => a + b, 0));
  const rows = data.iterations.map(one => roles.map(role => costOf(one.spend[role], data.prices[role])));
  const amount = amountsLike(Math.max(...rows.flat()));
  const cell = (label, value) => el('td', {class: 'num', 'data-label': label}, amount(value));
  const line = (name, costs) => el('tr', {}, el('th', {scope: 'row'}, name),
    costs.map((value, i) => cell(roleNames[roles[i]] || roles[i], value)), cell('Together', sum(costs)));
  return el('div', {class: 'scroll'}, el('table', {class: 'stack'}, el('thead', {}, el('tr', {}, el('th', {}, 'Iteration'),
    roles.map(role => el('th', {class: 'num'}, roleNames[role] || role)), el('th', {class: 'num'}, 'Together'))),
  el('tbody', {}, data.iterations.map((one, i) => line(`Iteration ${one.iteration}`, rows[i])),
    rows.length > 1 && line('All', roles.map((role, i) => sum(rows.map(row => row[i])))))));
}

function lostNote() {
  if (data.lost.calls === 0) return null;
  const one = data.lost.calls === 1;
  return el('p', {class: 'note'}, `${count(data.lost.calls)} ${one ? 'call was' : 'calls were'} in flight when this run was killed or cut off. ` +
    `The provider may have charged for ${one ? 'it' : 'them'} once more than is counted here: at most ${money(data.lost.worst_cost)}.`);
}
