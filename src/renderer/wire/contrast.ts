// High contrast where a person chose it, or the system asks for it.
import { stationChoices } from '../stores/station.ts';

/** Keeps `data-contrast` on the page in step with the choice and with the system. */
export function keepContrast(): void {
  const asked = matchMedia('(prefers-contrast: more)');
  const show = () => {
    const more = stationChoices.getState().contrast === 'more' || asked.matches;
    document.documentElement.toggleAttribute('data-contrast-more', more);
  };
  show();
  asked.addEventListener('change', show);
  stationChoices.subscribe(show);
}
