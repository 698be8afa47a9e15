// What a template's place is called to whoever writes templates: to them the agent is somebody else.
import type { Translate } from '../../../i18n/use-words.ts';
import { nameOfField } from '../../conversation/template-fill.ts';

export const placeName = (parameter: string, t: Translate): string =>
  parameter === 'agent' ? t('templates.agentName') : nameOfField(parameter, t);
