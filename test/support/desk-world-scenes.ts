/** Every screen in every state, in the order of a day: the door, the desk, calls, chats, the rest. */
import type { Scene } from './desk-world-scene.ts';
import { boardScenes } from './desk-world-scenes-board.ts';
import { adminScenes } from './desk-world-scenes-admin.ts';
import { callScenes } from './desk-world-scenes-calls.ts';
import { chatScenes } from './desk-world-scenes-chats.ts';
import { dashboardScenes } from './desk-world-scenes-dashboards.ts';
import { dayScenes } from './desk-world-scenes-day.ts';
import { frameScenes } from './desk-world-scenes-frame.ts';
import { outcomeScenes } from './desk-world-scenes-outcomes.ts';

export const scenes: readonly Scene[] = [
  ...frameScenes,
  ...callScenes,
  ...chatScenes,
  ...dayScenes,
  ...outcomeScenes,
  ...adminScenes,
  ...dashboardScenes,
  ...boardScenes,
];
