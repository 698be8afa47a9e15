// One session's live connection: what the backend pushes goes into the stores, and a return asks for what was missed.
import type {
  CallList,
  LeadDetail,
  LeadList,
  Me,
  MyEscalations,
  TaskList,
  Timeline,
} from '../../shared/api.ts';
import type { ActRefused, LeadMerge, Overview } from '../../shared/push.ts';
import { board } from '../stores/board.ts';
import { setLink } from '../stores/connection.ts';
import { chooseLead, conversation, updateConversation } from '../stores/conversation.ts';
import { desk } from '../stores/desk.ts';
import { reconcileOffers, takeOffer, withdrawOffer } from '../stores/escalations.ts';
import { followMerge, survivorOf } from '../stores/merged-lead.ts';
import { addNotices, refusedNotice } from '../stores/notices.ts';
import { updateMe, updateOwn } from '../stores/session.ts';
import { hearSpeech } from '../stores/streams.ts';
import { leadWithNumber, reconcileOpenCalls, takeCalls, takeLeads, takeTasks, work } from '../stores/work.ts';
import type { BackendHttp } from './backend-http.ts';
import { createDeskApi } from './desk-http.ts';
import { watchAlerts } from './alert-watch.ts';
import { ListeningWire } from './listening.ts';
import { watchBoard, type LiveBoard } from './live-board.ts';
import { LiveDesk } from './live-desk.ts';
import { openConsoleSocket, watchStreams, type ConsoleSocket, type StreamWatch } from './backend-socket.ts';

/** How many of a lead's latest calls are followed event by event. */
const followedCalls = 4;
const refreshAfterMs = 250;
const refusedRetryMs = 2_000;

export interface LiveOptions {
  backendUrl: string;
  token: string;
  http: BackendHttp;
  /** The session ended elsewhere. */
  onRevoked: () => void;
}

export class LiveBackend {
  readonly #http: BackendHttp;
  readonly #onRevoked: () => void;
  readonly #desk: LiveDesk;
  readonly #socket: ConsoleSocket;
  readonly #watch: StreamWatch;
  readonly #board: LiveBoard;
  readonly #stopAlerts: () => void;
  /** What a supervisor listens to. */
  readonly sound: ListeningWire;
  #leadStreams: readonly string[] = [];
  #followedCall: string | undefined;
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;
  #comeBackTimer: ReturnType<typeof setTimeout> | undefined;

  /** Connects at once, and stays connected until closed. */
  constructor({ backendUrl, token, http, onRevoked }: LiveOptions) {
    this.#http = http;
    this.#onRevoked = onRevoked;
    this.#desk = new LiveDesk(createDeskApi(http));
    this.#socket = openConsoleSocket(backendUrl, token);
    this.#watch = watchStreams(this.#socket);
    const alerts = watchAlerts();
    this.#stopAlerts = alerts.stop;
    this.#board = watchBoard(this.#socket, alerts.begin);
    this.sound = new ListeningWire(this.#socket);
    this.#followConnection();
    this.#followNews();
    this.#socket.connect();
  }

  close(): void {
    clearTimeout(this.#refreshTimer);
    clearTimeout(this.#comeBackTimer);
    this.#desk.stop();
    this.#board.stop();
    this.#stopAlerts();
    this.sound.close();
    this.#socket.removeAllListeners();
    this.#socket.disconnect();
  }

  reconnect(): void {
    if (!this.#socket.connected) this.#socket.disconnect().connect();
  }

  /** Reads everything again. */
  async load(): Promise<void> {
    void this.#desk.load();
    try {
      const [me, overview, open, leads, tasks, mine] = await Promise.all([
        this.#http.ask<Me>('GET', '/api/session'),
        this.#http.ask<Overview>('GET', '/api/overview'),
        this.#http.ask<CallList>('GET', '/api/calls?open=1&limit=200'),
        this.#http.ask<LeadList>('GET', '/api/leads?limit=50'),
        this.#http.ask<TaskList>('GET', '/api/tasks'),
        this.#http.ask<MyEscalations>('GET', '/api/escalations/mine'),
      ]);
      updateMe(me);
      reconcileOpenCalls(open.calls);
      takeLeads(leads.leads);
      takeTasks(tasks.tasks);
      reconcileOffers(mine.offers);
      work.setState({ overview, status: 'ready' });
    } catch {
      work.setState(({ status }) => ({ status: status === 'ready' ? 'ready' : 'failed' }));
    }
  }

  /** Follows a call beside those of the lead on screen, event by event; undefined: none. */
  followCall(callId: string | undefined): void {
    this.#followedCall = callId;
    this.#watchAll();
  }

  async openLead(named: string): Promise<void> {
    const leadId = survivorOf(named);
    if (conversation.getState().leadId !== leadId) {
      chooseLead(leadId);
      this.#watchLead([`lead:${leadId}`]);
    }
    await Promise.all([
      this.#readDetail(leadId).catch(() => updateConversation(leadId, { detailStatus: 'failed' })),
      this.#http
        .ask<Timeline>('GET', `/api/leads/${leadId}/timeline`)
        .then(({ items }) => updateConversation(leadId, { items, itemsStatus: 'ready' }))
        .catch(() => updateConversation(leadId, { itemsStatus: 'failed' })),
    ]);
  }

  /** Opens the one lead with this number; nobody where none or several have it. */
  async openCaller(number: string): Promise<void> {
    chooseLead(undefined);
    this.#watchLead([]);
    const digits = number.replace(/\D/g, '').slice(-10); // as the PBX shows it: with or without country code
    if (digits.length < 10) return;
    const { leads } = await this.#http
      .ask<LeadList>('GET', `/api/leads?limit=2&q=${digits}`)
      .catch((): LeadList => ({ leads: [] }));
    const found = leadWithNumber(leads, number);
    if (found && conversation.getState().leadId === undefined) await this.openLead(found.id);
  }

  #watchLead(streams: readonly string[]): void {
    this.#leadStreams = streams;
    this.#watchAll();
  }

  #watchAll(): void {
    const followed = this.#followedCall === undefined ? [] : [`call:${this.#followedCall}`];
    this.#watch.set([...new Set([...this.#leadStreams, ...followed])]);
  }

  async #readDetail(leadId: string): Promise<void> {
    const detail = await this.#http.ask<LeadDetail>('GET', `/api/leads/${leadId}`);
    if (detail.id !== leadId) return this.#wasMerged({ id: detail.id, droppedId: leadId });
    updateConversation(leadId, { detail, detailStatus: 'ready' });
    if (conversation.getState().leadId !== leadId) return;
    const latest = [...detail.calls].sort((a, b) => (b.queuedAt ?? '').localeCompare(a.queuedAt ?? ''));
    const calls = latest.slice(0, followedCalls).map((call) => `call:${call.id}`);
    const watched = [`lead:${leadId}`, ...calls];
    updateConversation(leadId, { watched });
    this.#watchLead(watched);
  }

  /** Told by a push, or by the answer of a backend that was away from us when it happened. */
  async #wasMerged(merge: LeadMerge): Promise<void> {
    followMerge(merge);
    this.#desk.refresh('wrapUps', 'chats');
    void this.#readTasks();
    if (conversation.getState().leadId === merge.droppedId) await this.openLead(merge.id);
    else this.#refreshLeadSoon(merge.id);
  }

  /** The card is derived from many events; a burst of them is one reading. */
  #refreshLeadSoon(leadId: string | undefined): void {
    if (leadId === undefined || conversation.getState().leadId !== leadId) return;
    clearTimeout(this.#refreshTimer);
    this.#refreshTimer = setTimeout(() => {
      this.#readDetail(leadId).catch(() => undefined); // what is shown stays; the next news tries again
    }, refreshAfterMs);
  }

  #followConnection(): void {
    // The library itself only comes back from a lost network, not from a server that closed or refused.
    const comeBack = () => {
      this.#comeBackTimer = setTimeout(() => this.#socket.connect(), refusedRetryMs);
    };
    this.#socket.on('connect', () => {
      setLink('backend', 'up');
      this.#watch.resume();
      this.#board.join();
      void this.load();
      const { leadId } = conversation.getState();
      if (leadId !== undefined) void this.openLead(leadId);
    });
    this.#socket.on('disconnect', (reason) => {
      setLink('backend', 'down');
      this.sound.cut();
      if (reason === 'io server disconnect') comeBack();
    });
    this.#socket.on('connect_error', (error) => {
      setLink('backend', 'down');
      if (error.message === 'unauthorized') this.#onRevoked();
      else if (!this.#socket.active) comeBack();
    });
    this.#socket.on('revoked', this.#onRevoked);
  }

  #followNews(): void {
    const socket = this.#socket;
    socket.on('lead.changed', (lead) => {
      takeLeads([lead]);
      this.#refreshLeadSoon(lead.id);
    });
    socket.on('lead.merged', (merge) => void this.#wasMerged(merge));
    socket.on('call.changed', (call) => {
      takeCalls([call]);
      this.#refreshLeadSoon(call.leadId);
      // Sofía's summary of a call may come when its wrap-up stands on the desk already.
      if (desk.getState().wrapUps.some(({ callId }) => callId === call.id)) this.#desk.refresh('wrapUps');
    });
    socket.on('agent.changed', (agent) => {
      updateMe(agent);
      this.#desk.agentChanged(agent);
    });
    socket.on('wrap-up.changed', () => this.#desk.refresh('wrapUps', 'today'));
    socket.on('choices.changed', () => this.#desk.refresh('choices', 'directory'));
    socket.on('chat.changed', (chat) => {
      this.#desk.refresh('chats');
      this.#refreshLeadSoon(chat.leadId);
    });
    socket.on('overview', (overview) => work.setState({ overview, freshAt: Date.now() }));
    socket.on('escalation.offered', takeOffer);
    socket.on('escalation.withdrawn', (gone) => withdrawOffer(gone.escalationId, gone.attemptId));
    socket.on('task.changed', () => {
      void this.#readTasks();
      this.#refreshLeadSoon(conversation.getState().leadId);
    });
    socket.on('state.forced', (forced) => updateOwn({ forced }));
    socket.on('act.refused', (refused) => addNotices([refusedNotice(refused, nameOfLead(refused))]));
    socket.on('speech', ({ callId, role, text }) => hearSpeech(callId, { role, text }));
  }

  async #readTasks(): Promise<void> {
    const answer = await this.#http.ask<TaskList>('GET', '/api/tasks').catch(() => undefined);
    if (answer) takeTasks(answer.tasks);
  }
}

/** As the lists on screen have it; empty where none has. */
function nameOfLead({ leadId, callId }: ActRefused): string {
  return board.getState().calls[callId]?.leadName ?? work.getState().leads[leadId]?.name ?? '';
}
