// Half 2 of all screens in every state, Spanish and light, held against axe's rules.
import { checkScenes } from '../support/axe-scenes.ts';

checkScenes({ language: 'es', scheme: 'light' }, { part: 2, of: 2 });
