/** The people of a demonstration: the backend creates them, the PBX simulator knows their lines, the sign-in screen offers them. */
import type { Language } from './lead.ts';

/** One account of the demonstration. Its passwords are public on purpose: they only ever open a demonstration. */
export interface DemoAccount {
  username: string;
  password: string;
  name: string;
  role: 'agent' | 'supervisor' | 'admin';
  /** Directory number on the PBX; agents have a line, and the supervisor, who takes calls over. */
  extension?: string;
  sipAuthUser?: string;
  sipPassword?: string;
  languages: Language[];
  /** Destinations and property types this agent sells. */
  skills: string[];
}

export const demoAccounts: readonly DemoAccount[] = [
  {
    username: 'andrea',
    password: 'demo-andrea',
    name: 'Andrea Luna',
    role: 'agent',
    extension: '4127',
    sipAuthUser: 'andrea.luna',
    sipPassword: 'linea-4127-demo',
    languages: ['es'],
    skills: ['Nuevo Vallarta', 'Mazatlán', 'condo', 'penthouse'],
  },
  {
    username: 'beatriz',
    password: 'demo-beatriz',
    name: 'Beatriz Nava',
    role: 'agent',
    extension: '4128',
    sipAuthUser: 'beatriz.nava',
    sipPassword: 'linea-4128-demo',
    languages: ['es'],
    skills: ['Riviera Maya', 'Acapulco', 'Puerto Peñasco', 'condo', 'fractional'],
  },
  {
    username: 'carlos',
    password: 'demo-carlos',
    name: 'Carlos Ibarra',
    role: 'agent',
    extension: '4129',
    sipAuthUser: 'carlos.ibarra',
    sipPassword: 'linea-4129-demo',
    languages: ['es', 'en'],
    skills: ['Los Cabos', 'Riviera Maya', 'villa', 'residence', 'penthouse'],
  },
  {
    username: 'laura.mendez',
    password: 'demo-supervisor',
    name: 'Laura Méndez',
    role: 'supervisor',
    extension: '4140',
    sipAuthUser: 'laura.mendez',
    sipPassword: 'linea-4140-demo',
    languages: ['es', 'en'],
    skills: [],
  },
  {
    username: 'admin',
    password: 'demo-admin',
    name: 'Mario Duarte',
    role: 'admin',
    languages: ['es', 'en'],
    skills: [],
  },
];
