// Half 1 of all screens in every state, English and dark, held against axe's rules.
import { checkScenes } from '../support/axe-scenes.ts';

checkScenes({ language: 'en', scheme: 'dark' }, { part: 1, of: 2 });
