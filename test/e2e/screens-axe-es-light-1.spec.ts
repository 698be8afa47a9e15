// Half 1 of all screens in every state, Spanish and light, held against axe's rules.
import { checkScenes } from '../support/axe-scenes.ts';

checkScenes({ language: 'es', scheme: 'light' }, { part: 1, of: 2 });
