// The conversations: searched, filtered, sorted, a page at a time, so that 20,000 stay quick.
const talks = {page: 0, size: 20, search: '', iteration: 'last', cohort: '', end: '', scored: '', order: 'customer'};
const fold = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

function haystack(talk) {
  // Made at the first search and kept beside, not inside, the data.
  if (!haystack.kept) haystack.kept = new Map();
  let text = haystack.kept.get(talk);
  if (text === undefined) {
    const {id, name} = customerOf(talk);
    text = fold([id, name, ...talk.t.map(turn => turn[1]), talk.j ? talk.j.w : '', talk.s].join('\n'));
    haystack.kept.set(talk, text);
  }
  return text;
}

const orders = {
  customer: ['customer', (a, b) => a.p - b.p || a.i - b.i],
  low: ['least likely to recommend first', (a, b) => a.j.n - b.j.n],
  high: ['most likely to recommend first', (a, b) => b.j.n - a.j.n],
  churn: ['highest churn risk first', (a, b) => b.j.c - a.j.c],
  reward: ['highest reward first', (a, b) => (b.v ? b.v[0] : -1) - (a.v ? a.v[0] : -1)],
};

function chosenTalks() {
  const words = fold(talks.search).split(/\s+/).filter(Boolean);
  const found = data.conversations.filter(talk =>
    (talks.iteration === '' || talk.i === Number(talks.iteration)) &&
    (talks.cohort === '' || customerOf(talk).cohort === talks.cohort) &&
    (talks.end === '' || talk.e === talks.end) &&
    (talks.scored === '' || (talks.scored === 'yes') === Boolean(talk.j)) &&
    words.every(word => haystack(talk).includes(word)));
  const compare = orders[talks.order][1];
  if (talks.order === 'customer') return found.sort(compare);
  return [...found.filter(talk => talk.j).sort(compare), ...found.filter(talk => !talk.j)];
}

function talkFilters(change) {
  const set = key => value => { talks[key] = value; talks.page = 0; change(); };
  const iterations = [...new Set(data.conversations.map(talk => talk.i))];
  talks.iteration = iterations.length ? String(iterations[iterations.length - 1]) : '';
  let timer = 0;
  const search = el('input', {type: 'search', placeholder: 'name, id or words', oninput: event => {
    clearTimeout(timer);
    timer = setTimeout(set('search'), 180, event.target.value);
  }});
  return el('div', {class: 'filters'}, el('label', {class: 'wide'}, 'Search', search),
    chooser('Iteration', [['', 'all'], ...iterations.map(number => [number, String(number)])], talks.iteration, set('iteration')),
    chooser('Cohort', [['', 'all'], ...Object.entries(data.labels.cohorts)], '', set('cohort')),
    chooser('Ended because', [['', 'any reason'], ...Object.entries(data.labels.ends)], '', set('end')),
    chooser('Scored', [['', 'all'], ['yes', 'scored'], ['no', 'not scored']], '', set('scored')),
    chooser('Order', Object.entries(orders).map(([key, [name]]) => [key, name]), talks.order, set('order')));
}

function leftOutNote() {
  const shown = data.conversations.length, total = data.conversations_total;
  if (shown === total) return null;
  return el('p', {class: 'note'}, `This page carries ${count(shown)} of the run\u2019s ${count(total)} conversations, ` +
    'so that it opens quickly: the iterations that are compared and, where that is still too much, evenly chosen customers. ' +
    'All of them are in the iteration files beside this page; every number above rests on all of them.');
}

function drawTalks() {
  const home = section('talks');
  if (data.conversations.length === 0) return home.append(el('p', {class: 'empty'}, 'No conversation was held.'));
  const list = el('div', {class: 'talks'}), status = el('span', {role: 'status', class: 'soft'});
  const back = button('← Back', {onclick: () => turn(-1)}), next = button('Next →', {onclick: () => turn(1)});
  const show = () => {
    const found = chosenTalks(), first = talks.page * talks.size, page = found.slice(first, first + talks.size);
    list.replaceChildren(...(page.length ? page.map(talkRow) :
      [el('p', {class: 'soft talk-none'}, 'No conversation fits these filters.')]));
    status.textContent = found.length ? `${count(first + 1)}\u2013${count(first + page.length)} of ${count(found.length)}` : '0 conversations';
    back.disabled = talks.page === 0;
    next.disabled = first + talks.size >= found.length;
  };
  const turn = by => { talks.page += by; show(); home.scrollIntoView(); };
  home.append(el('p', {class: 'note'}, 'Open one to read it, with the judge\u2019s reasons beside it. Messages are shown exactly as they were written.'));
  const note = leftOutNote();
  if (note) home.append(note);
  home.append(talkFilters(show), el('div', {class: 'pages'}, status, el('div', {}, back, next)), list);
  show();
}
