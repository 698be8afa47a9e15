/** One page with all pictures, a state a row, so that a pair of eyes can go through them in minutes. */

/** `looks` are folders, `states` names of the pictures in each of them. */
export function contactSheet({
  looks,
  states,
}: {
  looks: readonly string[];
  states: readonly string[];
}): string {
  const head = looks.map((look) => `<th>${look}</th>`).join('');
  const rows = states.map(
    (state) =>
      `<tr><th id="${state}"><a href="#${state}">${state}</a></th>${looks.map((look) => cell(look, state)).join('')}</tr>`,
  );
  return `<!doctype html>
<meta charset="utf-8" />
<title>Screens</title>
<style>
  body { font: 13px/1.4 system-ui; margin: 16px; background: #888; }
  th { text-align: left; vertical-align: top; padding: 4px; position: sticky; top: 0; background: #888; }
  img { width: 400px; display: block; }
</style>
<table><thead><tr><th></th>${head}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
`;
}

const cell = (look: string, state: string): string =>
  `<td><a href="${look}/${state}.png"><img loading="lazy" src="${look}/${state}.png" alt="${state}, ${look}" /></a></td>`;
