// What the desk asks of the backend, by name: the features know these words and no address.
import type { CallDetail, Task, TaskList } from '../../shared/api.ts';
import type {
  Appointment,
  AppointmentList,
  ChangeTask,
  Chat,
  ChatList,
  DeskChoices,
  Directory,
  History,
  MessageAccepted,
  NewAppointmentInput,
  NewMessage,
  NewSale,
  NewTaskInput,
  NoteDraft,
  PropertyList,
  Sale,
  SaveWrapUp,
  SearchAnswer,
  SlotList,
  Today,
  VisitOutcome,
  WrapUp,
  WrapUpList,
} from '../../shared/desk.ts';
import type { TimelineItem } from '../../shared/timeline.ts';
import { useActions } from './actions.ts';

/** Words of a query; an undefined one is left out. */
export type Query = Record<string, string | number | undefined>;

/** Every promise rejects with an `ActionError`; see shared/desk.ts for what each refusal means. */
export interface DeskApi {
  choices: () => Promise<DeskChoices>;

  wrapUps: () => Promise<WrapUpList>;
  saveWrapUp: (id: string, outcome: SaveWrapUp) => Promise<void>;
  prolongWrapUp: (id: string) => Promise<WrapUp>;

  draft: (leadId: string) => Promise<NoteDraft>;
  keepDraft: (leadId: string, text: string) => Promise<NoteDraft>;
  addNote: (leadId: string, text: string) => Promise<TimelineItem>;

  chats: () => Promise<ChatList>;
  takeChat: (leadId: string) => Promise<Chat>;
  handBackChat: (leadId: string) => Promise<Chat>;
  sendMessage: (leadId: string, message: NewMessage) => Promise<MessageAccepted>;
  retryMessage: (interactionId: string) => Promise<MessageAccepted>;
  /** The attachment of a message; it wants the session's token, so an address alone would not do. */
  media: (interactionId: string, signal?: AbortSignal) => Promise<Blob>;

  tasks: (query: Query) => Promise<TaskList>;
  addTask: (task: NewTaskInput) => Promise<Task>;
  changeTask: (id: string, change: ChangeTask) => Promise<Task>;

  properties: () => Promise<PropertyList>;
  slots: (slug: string, query: Query) => Promise<SlotList>;
  book: (leadId: string, visit: NewAppointmentInput) => Promise<Appointment>;
  cancelVisit: (id: string) => Promise<Appointment>;
  /** Whether the lead came; `booked` takes it back. */
  markVisit: (id: string, outcome: VisitOutcome) => Promise<Appointment>;
  appointments: (query: Query) => Promise<AppointmentList>;

  recordSale: (leadId: string, sale: NewSale) => Promise<Sale>;
  withdrawSale: (id: string, why: string) => Promise<Sale>;

  directory: () => Promise<Directory>;
  /** `signal` gives up a question that somebody typed on from. */
  search: (query: Query, signal?: AbortSignal) => Promise<SearchAnswer>;
  history: (query: Query) => Promise<History>;
  call: (id: string) => Promise<CallDetail>;
  today: () => Promise<Today>;
}

/** What the desk may ask. */
export const useDeskApi = (): DeskApi => useActions().desk;
