// The second language of the console.
import type { Words } from './catalogue.ts';
import { enBoard } from './en-board.ts';
import { enAdmin } from './en-admin.ts';
import { enAdminData } from './en-admin-data.ts';
import { enAdminDesk } from './en-admin-desk.ts';
import { enBrief } from './en-brief.ts';
import { enDashboards } from './en-dashboards.ts';
import { enDay } from './en-day.ts';
import { enDesk } from './en-desk.ts';
import { enFrame } from './en-frame.ts';
import { enKpis } from './en-kpis.ts';
import { enOutcomes } from './en-outcomes.ts';
import { enPhone } from './en-phone.ts';
import { enRefusals } from './en-refusals.ts';
import { enTalk } from './en-talk.ts';
import { enTold } from './en-told.ts';
import { enVendors } from './en-vendors.ts';
import { enWork } from './en-work.ts';
import type { es } from './es.ts';

export const en: Words<typeof es> = {
  ...enFrame,
  ...enDesk,
  ...enTalk,
  ...enPhone,
  ...enOutcomes,
  ...enWork,
  ...enDay,
  ...enDashboards,
  ...enBrief,
  ...enBoard,
  ...enRefusals,
  ...enTold,
  ...enVendors,
  ...enKpis,
  ...enAdmin,
  ...enAdminDesk,
  ...enAdminData,
};
