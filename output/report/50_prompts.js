// The prompt that each iteration ran with, against an earlier one: words, settings and rules.
const versionOf = iteration => data.history.find(version => version.iteration === iteration);

/// Every rule of both plans once: unchanged, changed, added, removed. Ids stay with their rule.
function compareRules(before, after) {
  const out = [];
  for (const rule of after) {
    const old = before.find(one => one.id === rule.id);
    if (!old) out.push({kind: 'added', rule});
    else if (old.text === rule.text && old.cohort === rule.cohort) out.push({kind: 'unchanged', rule});
    else out.push({kind: 'changed', rule, old});
  }
  for (const rule of before) if (!after.some(one => one.id === rule.id)) out.push({kind: 'removed', rule});
  const place = key => (key === 'all' ? -1 : cohortKeys.indexOf(key));
  return out.sort((a, b) => place(a.rule.cohort) - place(b.rule.cohort));
}

function ruleItem({kind, rule, old}) {
  return el('div', {class: `rule ${kind}`},
    el('div', {class: 'tags'}, kind !== 'unchanged' && el('span', {class: 'tag'}, kind), cohortTag(rule.cohort), el('span', {}, rule.id)),
    kind === 'added' ? el('ins', {}, rule.text) : kind === 'removed' ? el('del', {}, rule.text) :
      kind === 'changed' ? diffNodes(old.text, rule.text) : rule.text);
}

function settingsItems(before, after) {
  const row = (name, old, now) => el('li', {}, `${name}: `, old === now || !before ? now : diffNodes(old, now));
  const goals = plan => (plan ? plan.objectives.join('; ') : '');
  return el('ul', {},
    row('Template', before && before.template, after.template), row('Tone', before && before.tone, after.tone),
    row('Objectives', goals(before), goals(after)),
    row('Agent messages at most', before && String(before.max_turns), String(after.max_turns)));
}

function authorText(version) {
  const author = {baseline: 'the built-in baseline', planner: 'the planner', tuner: 'the tuner'}[version.author] || version.author;
  const scored = isNumber(version.reward) ? `reward ${decimal(version.reward, 3)}` : 'not scored';
  const value = isNumber(version.ltv_ratio) ? `, LTV ratio ${decimal(version.ltv_ratio, 3)}` : '';
  return `Iteration ${version.iteration}: written by ${author}; ${scored}${value}.`;
}

/// What the tuner said before it wrote the prompt of iteration `to`.
function tuningBox(to) {
  const iteration = data.iterations.filter(one => one.iteration < to).pop();
  const tuning = iteration && iteration.tuning;
  if (!tuning) return null;
  const list = (title, items) => items && items.length > 0 && [el('h3', {}, title), el('ul', {}, items.map(item => el('li', {}, item)))];
  return el('div', {class: 'box'}, el('h3', {}, `The tuner after iteration ${iteration.iteration}`),
    tuning.rationale !== versionOf(to).reason && el('p', {class: 'prompt-text'}, tuning.rationale || 'It gave no reason.'),
    list('What worked', tuning.what_worked),
    list('Cohorts that need a change', (tuning.cohorts_needing_change || []).map(cohortName)),
    list('Experiments it proposed', tuning.experiments));
}

function promptView(fromIteration, toIteration) {
  const before = versionOf(fromIteration), after = versionOf(toIteration);
  const same = !before || fromIteration === toIteration;
  const old = same ? null : before.plan, now = after.plan;
  const source = data.iterations.find(one => one.iteration === toIteration);
  const rules = compareRules(old ? old.cohort_rules : now.cohort_rules, now.cohort_rules);
  const changed = old && old.prompt_seed !== now.prompt_seed;
  const main = el('div', {class: 'box'},
    el('h3', {}, old ? `Prompt, iteration ${fromIteration} → ${toIteration}` : `Prompt of iteration ${toIteration}`),
    old && !changed && el('p', {class: 'soft'}, 'The text of the prompt is the same in both.'),
    el('p', {class: 'prompt-text'}, old ? diffNodes(old.prompt_seed, now.prompt_seed) : now.prompt_seed),
    el('h3', {}, 'Settings'), settingsItems(old, now),
    el('h3', {}, 'Rules'), rules.length ? rules.map(ruleItem) : el('p', {class: 'soft'}, 'There are no rules for single cohorts.'));
  const side = el('div', {class: 'box'}, el('h3', {}, 'Who wrote it, and why'),
    old && el('p', {}, authorText(before)), el('p', {}, authorText(after)),
    source && !['baseline', 'planner', after.author].includes(source.plan_source) && el('p', {class: 'soft'}, source.plan_source),
    el('p', {class: 'prompt-text'}, after.reason || (after.author === 'baseline' ?
      'The starting point: no reason, nothing had been learnt yet.' : 'No reason was recorded.')));
  return el('div', {class: 'pair'}, main, el('div', {}, side, ' ', tuningBox(toIteration)));
}

/// The tuner's last word, for an iteration that did not come any more.
function pendingExperiments() {
  const last = data.iterations[data.iterations.length - 1];
  const open = last && last.tuning ? last.tuning.experiments : [];
  return open.length ? el('div', {class: 'box after'}, el('h3', {}, 'Experiments that are still open'),
    el('ul', {}, open.map(item => el('li', {}, item)))) : null;
}

function versionsTable() {
  return el('details', {class: 'numbers'}, el('summary', {}, 'Every version, its author and its reason'), el('div', {class: 'scroll'},
    el('table', {class: 'stack'}, el('thead', {}, el('tr', {}, el('th', {}, 'Version'), el('th', {}, 'Author'),
      el('th', {class: 'num'}, 'Reward'), el('th', {class: 'num'}, 'LTV ratio'), el('th', {}, 'Reason'))),
    el('tbody', {}, data.history.map(version => el('tr', {}, el('th', {scope: 'row'}, `Iteration ${version.iteration}`),
      el('td', {'data-label': 'Author'}, version.author), el('td', {class: 'num', 'data-label': 'Reward'}, decimal(version.reward, 3)),
      el('td', {class: 'num', 'data-label': 'LTV ratio'}, decimal(version.ltv_ratio, 3)),
      el('td', {'data-label': 'Note'}, version.reason || NONE)))))));
}

function drawPrompts() {
  const home = section('prompts'), place = el('div');
  if (data.history.length === 0) return home.append(el('p', {class: 'empty'}, 'No prompt was recorded.'));
  const numbers = data.history.map(version => version.iteration);
  let from = data.compared[0] ?? numbers[0], to = data.compared[1] ?? numbers[numbers.length - 1];
  if (!versionOf(from)) from = numbers[0];
  if (!versionOf(to)) to = numbers[numbers.length - 1];
  const options = numbers.map(number => [number, String(number)]);
  const controls = el('div', {class: 'picker'});
  const show = () => {
    const steps = numbers.slice(1).map((number, index) => [numbers[index], number]);
    controls.replaceChildren(
      chooser('From iteration', options, from, value => { from = Number(value); show(); }),
      chooser('to', options, to, value => { to = Number(value); show(); }),
      ...(steps.length > 1 && steps.length <= 6 ? steps.map(([a, b]) => button(`${a} → ${b}`,
        {'aria-pressed': String(a === from && b === to), onclick: () => { from = a; to = b; show(); }})) : []));
    place.replaceChildren(promptView(from, to));
  };
  home.append(el('p', {class: 'note'}, numbers.length > 1 ?
    ['What was ', el('ins', {}, 'added'), ' and what was ', el('del', {}, 'removed'), ' between two iterations, and the reason that was given.'] :
    'The prompt that the only iteration ran with.'));
  if (numbers.length > 1) home.append(controls);
  home.append(place);
  const open = pendingExperiments();
  if (open) home.append(open);
  if (numbers.length > 1) home.append(versionsTable());
  show();
}
