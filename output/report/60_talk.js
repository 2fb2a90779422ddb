// One conversation, opened: what was said, and what the judge made of it.
const aspectNames = {finanzas: 'finance', documentacion: 'paperwork', vehiculo: 'vehicle', servicio: 'service', comunicacion: 'communication'};
const customerOf = talk => { const [id, name, cohort] = data.customers[talk.p]; return {id, name, cohort}; };

function bubble([role, content, sentiment, flags], name) {
  const silent = (flags & 1) !== 0, before = (flags & 2) !== 0;
  const by = role === 0 ? 'Company' : before ? `${name}, before the outreach` : name;
  return el('div', {class: `bubble ${role === 0 ? 'agent' : 'customer'} ${silent ? 'silent' : ''} ${before ? 'before' : ''}`},
    el('div', {class: 'by'}, el('bdi', {}, by), isNumber(sentiment) && el('span', {title: 'sentiment from −1 to +1'}, `sentiment ${signed(sentiment, 1)}`)),
    el('p', {}, silent ? el('em', {class: 'soft'}, 'read it and did not answer') : content));
}

function sentimentBar(name, value) {
  const at = 45 + 42 * Math.max(-1, Math.min(1, value));
  return [el('span', {}, aspectNames[name] || name),
    svg('svg', {viewBox: '0 0 90 10', 'aria-hidden': 'true', class: `forest ${value > 0.15 ? 'good' : value < -0.15 ? 'bad' : ''}`},
      svg('line', {class: 'zero', x1: 45, x2: 45, y1: 0, y2: 10}),
      svg('line', {class: 'range', x1: 45, x2: at, y1: 5, y2: 5}), svg('circle', {cx: at, cy: 5, r: 3.4})),
    el('b', {}, signed(value, 1))];
}

function verdictBox(talk) {
  const box = el('div', {class: 'verdict-box'}, el('h4', {}, 'The judge'));
  const verdict = talk.j;
  if (!verdict) {
    const why = talk.u ? `Not scored: ${talk.u}` : talk.d ? `Never scored: ${talk.d}` : 'Never scored.';
    box.append(el('p', {class: 'soft'}, why));
  } else {
    const row = (name, value) => [el('dt', {}, name), el('dd', {}, value)];
    const [reward, ltv, disagrees] = talk.v || [];
    box.append(verdict.w ? el('blockquote', {}, verdict.w) : el('p', {class: 'soft'}, 'It gave no reason.'),
      el('dl', {}, row('Likelihood to recommend', `${decimal(verdict.n, 1)} of 10`), row('Churn risk', percent(verdict.c, 1)),
        row('Engagement', percent(verdict.e, 1)), row('Change of value (judge)', `${signed(100 * verdict.l, 0)}${NBSP}%`),
        isNumber(ltv) && row('LTV ratio (model)', decimal(ltv, 3)), isNumber(reward) && row('Reward', decimal(reward, 3)),
        row('Clear call to action', percent(verdict.k, 1))));
    if (disagrees) box.append(el('p', {class: 'soft'}, 'The judge\u2019s change of value and the model\u2019s LTV disagree: opposite directions, or far apart.'));
    if (verdict.a.length) {
      box.append(el('h4', {}, 'Sentiment by topic'), el('div', {class: 'senti'}, verdict.a.map(([name, value]) => sentimentBar(name, value))));
    }
  }
  box.append(el('p', {class: 'soft'}, [talk.s && `Strategy: ${talk.s}`, `${count(talk.k)} tokens`, seconds(talk.z)].filter(Boolean).join(' · ')));
  return box;
}

/// The same customer in the other iterations, to see what a changed prompt changed.
function talkBody(talk) {
  const body = el('div', {class: 'body'});
  const others = data.conversations.filter(one => one.p === talk.p);
  const show = one => {
    const name = customerOf(one).name || one.customer || 'Customer';
    const choice = others.length > 1 && el('div', {class: 'picker', role: 'group', 'aria-label': 'Iteration of this conversation'},
      el('span', {class: 'soft'}, 'Same customer in iteration'), others.map(other => button(
        String(other.i) + (other.r ? ` (${other.r + 1})` : ''), {'aria-pressed': String(other === one), onclick: () => show(other)})));
    body.replaceChildren(el('div', {}, choice || '', el('div', {class: 'bubbles'},
      one.t.length ? one.t.map(turn => bubble(turn, name)) : el('p', {class: 'soft'}, 'Nothing was said.')),
    one.d && el('p', {class: 'soft'}, `${data.labels.ends[one.e]}: ${one.d}`)), verdictBox(one));
  };
  show(talk);
  return body;
}

function talkRow(talk) {
  const {id, name, cohort} = customerOf(talk);
  const figure = (label, value, first) => el('span', {class: `figure ${first ? 'first' : ''}`}, el('small', {}, label), value);
  const row = el('details', {class: 'talk'}, el('summary', {},
    el('span', {class: 'who'}, el('bdi', {}, name || id), ' ', el('small', {class: 'whole'}, name ? `${id} · ` : '', `iteration ${talk.i}`)),
    el('span', {class: 'kind'}, cohortTag(cohort)), el('span', {class: 'end soft'}, data.labels.ends[talk.e]),
    talk.j ? [figure('recommend', decimal(talk.j.n, 1), true), figure('churn', percent(talk.j.c, 1)),
      figure('reward', talk.v ? decimal(talk.v[0], 3) : NONE)] : [figure('', 'not scored', true), el('span'), el('span')]));
  row.addEventListener('toggle', () => { if (row.open && row.children.length === 1) row.append(talkBody(talk)); });
  return row;
}
