for (const part of document.querySelectorAll('.js')) part.hidden = false;
// A part that fails says so in its place; the others still show.
for (const [id, draw] of [['cohorts-change', addMetricPicker], ['iterations', drawCharts], ['cohorts', drawCohorts],
  ['prompts', drawPrompts], ['talks', drawTalks], ['spend', drawSpend]]) {
  try {
    draw();
  } catch (error) {
    section(id).append(el('p', {class: 'empty'}, `This part could not be drawn (${error.message}). The numbers are in run.json.`));
  }
}
