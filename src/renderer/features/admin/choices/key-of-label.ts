// What a new choice is called in the records, from what people call it.
const longest = 40;

/** `Capacitación (curso)` → `capacitacion-curso`, with a number where that is taken. */
export function keyOfLabel(label: string, taken: readonly string[]): string {
  const plain =
    label
      .normalize('NFD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .slice(0, longest - 4)
      .replaceAll(/^-+|-+$/g, '') || 'otro';
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? plain : `${plain}-${number}`;
    if (!taken.includes(key)) return key;
  }
}
