// Half 2 of all screens in every state, English and dark, held against axe's rules.
import { checkScenes } from '../support/axe-scenes.ts';

checkScenes({ language: 'en', scheme: 'dark' }, { part: 2, of: 2 });
