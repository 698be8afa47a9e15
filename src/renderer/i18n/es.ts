// The first language of the people who work here (Mexico); every other catalogue takes its shape from this one.
import { esBoard } from './es-board.ts';
import { esAdmin } from './es-admin.ts';
import { esAdminData } from './es-admin-data.ts';
import { esAdminDesk } from './es-admin-desk.ts';
import { esBrief } from './es-brief.ts';
import { esDashboards } from './es-dashboards.ts';
import { esDay } from './es-day.ts';
import { esDesk } from './es-desk.ts';
import { esFrame } from './es-frame.ts';
import { esKpis } from './es-kpis.ts';
import { esOutcomes } from './es-outcomes.ts';
import { esPhone } from './es-phone.ts';
import { esRefusals } from './es-refusals.ts';
import { esTalk } from './es-talk.ts';
import { esTold } from './es-told.ts';
import { esVendors } from './es-vendors.ts';
import { esWork } from './es-work.ts';

export const es = {
  ...esFrame,
  ...esDesk,
  ...esTalk,
  ...esPhone,
  ...esOutcomes,
  ...esWork,
  ...esDay,
  ...esDashboards,
  ...esBrief,
  ...esBoard,
  ...esRefusals,
  ...esTold,
  ...esVendors,
  ...esKpis,
  ...esAdmin,
  ...esAdminDesk,
  ...esAdminData,
} as const;
