// The first language of the people who work here (Mexico); every other catalogue takes its shape from this one.
import { esDay } from './es-day.ts';
import { esDesk } from './es-desk.ts';
import { esFrame } from './es-frame.ts';
import { esPhone } from './es-phone.ts';

export const es = { ...esFrame, ...esDesk, ...esPhone, ...esDay } as const;
