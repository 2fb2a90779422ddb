// Word-by-word difference of two texts: longest common subsequence after common ends are cut off.
function wordsOf(text) {
  return (text || '').match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) || [];
}

/// [kind, text] pieces; kind is 'same', 'ins' or 'del'. Texts too long for the table are shown as
/// one removed and one added piece.
function diffWords(before, after) {
  const a = wordsOf(before), b = wordsOf(after);
  let head = 0, tail = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const x = a.slice(head, a.length - tail), y = b.slice(head, b.length - tail);
  const pieces = [];
  const push = (kind, word) => {
    const last = pieces[pieces.length - 1];
    if (last && last[0] === kind) last[1] += word;
    else if (word) pieces.push([kind, word]);
  };
  push('same', a.slice(0, head).join(''));
  if (x.length * y.length > 6e6) {
    push('del', x.join(''));
    push('ins', y.join(''));
  } else {
    middle(x, y, push);
  }
  push('same', a.slice(a.length - tail).join(''));
  return pieces.length ? joinScraps(pieces) : [['same', after || '']];
}

function middle(x, y, push) {
  const width = y.length + 1, best = new Uint16Array((x.length + 1) * width);
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = y.length - 1; j >= 0; j--) {
      best[i * width + j] = x[i] === y[j] ? best[(i + 1) * width + j + 1] + 1 :
        Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
    }
  }
  let i = 0, j = 0;
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) { push('same', x[i]); i++; j++; }
    else if (i < x.length && (j === y.length || best[(i + 1) * width + j] >= best[i * width + j + 1])) push('del', x[i++]);
    else push('ins', y[j++]);
  }
}

/// A lone blank or comma between two changes reads better as part of them.
function joinScraps(pieces) {
  const out = [];
  let removed = '', added = '';
  const flush = () => {
    if (removed) out.push(['del', removed]);
    if (added) out.push(['ins', added]);
    removed = added = '';
  };
  pieces.forEach(([kind, text], index) => {
    const scrap = kind === 'same' && /^[\s\p{P}]{0,3}$/u.test(text) && index > 0 && index < pieces.length - 1;
    if (kind === 'del') removed += text;
    else if (kind === 'ins') added += text;
    else if (scrap && (removed || added)) { removed += text; added += text; }
    else { flush(); out.push([kind, text]); }
  });
  flush();
  return out;
}

function diffNodes(before, after) {
  return diffWords(before, after).map(([kind, text]) => (kind === 'same' ? text : el(kind, {}, text)));
}
