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
import type { Overview } from '../../shared/push.ts';
import { setLink } from '../stores/connection.ts';
import { chooseLead, conversation, updateConversation } from '../stores/conversation.ts';
import { reconcileOffers, takeOffer, withdrawOffer } from '../stores/escalations.ts';
import { updateMe } from '../stores/session.ts';
import { hearSpeech } from '../stores/streams.ts';
import { reconcileOpenCalls, takeCalls, takeLeads, takeTasks, work } from '../stores/work.ts';
import type { BackendHttp } from './backend-http.ts';
import { openConsoleSocket, watchStreams, type ConsoleSocket } from './backend-socket.ts';

/** How many of a lead's latest calls are followed event by event. */
const followedCalls = 4;
const refreshAfterMs = 250;
const refusedRetryMs = 2_000;

export interface LiveBackend {
  close: () => void;
  /** Reads everything again. */
  load: () => Promise<void>;
  reconnect: () => void;
  openLead: (leadId: string) => Promise<void>;
}

/** `onRevoked` is told once when the session ended elsewhere. */
export function goLive(options: {
  backendUrl: string;
  token: string;
  http: BackendHttp;
  onRevoked: () => void;
}): LiveBackend {
  const { http } = options;
  const socket = openConsoleSocket(options.backendUrl, options.token);
  const watch = watchStreams(socket);
  let refreshTimer: ReturnType<typeof setTimeout> | undefined;

  /** The card is derived from many events; a burst of them is one reading. */
  function refreshLeadSoon(leadId: string | null): void {
    if (leadId === null || conversation.getState().leadId !== leadId) return;
    clearTimeout(refreshTimer);
    refreshTimer = setTimeout(() => void readDetail(leadId).catch(() => undefined), refreshAfterMs);
  }

  async function readDetail(leadId: string): Promise<void> {
    const detail = await http.ask<LeadDetail>('GET', `/api/leads/${leadId}`);
    updateConversation(leadId, { detail, detailStatus: 'ready' });
    if (conversation.getState().leadId === leadId) follow(leadId, detail);
  }

  function follow(leadId: string, detail: LeadDetail): void {
    const latest = [...detail.calls].sort((a, b) => (b.queuedAt ?? '').localeCompare(a.queuedAt ?? ''));
    const calls = latest.slice(0, followedCalls).map((call) => `call:${call.id}`);
    const watched = [`lead:${leadId}`, ...calls];
    updateConversation(leadId, { watched });
    watch.set(watched);
  }

  async function openLead(leadId: string): Promise<void> {
    if (conversation.getState().leadId !== leadId) {
      chooseLead(leadId);
      watch.set([`lead:${leadId}`]);
    }
    await Promise.all([
      readDetail(leadId).catch(() => updateConversation(leadId, { detailStatus: 'failed' })),
      http
        .ask<Timeline>('GET', `/api/leads/${leadId}/timeline`)
        .then(({ items }) => updateConversation(leadId, { items, itemsStatus: 'ready' }))
        .catch(() => updateConversation(leadId, { itemsStatus: 'failed' })),
    ]);
  }

  async function load(): Promise<void> {
    try {
      const [me, overview, open, leads, tasks, mine] = await Promise.all([
        http.ask<Me>('GET', '/api/session'),
        http.ask<Overview & Record<string, unknown>>('GET', '/api/overview'),
        http.ask<CallList>('GET', '/api/calls?open=1&limit=200'),
        http.ask<LeadList>('GET', '/api/leads?limit=50'),
        http.ask<TaskList>('GET', '/api/tasks'),
        http.ask<MyEscalations>('GET', '/api/escalations/mine'),
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

  listen(socket, {
    refreshLeadSoon,
    load: () => {
      watch.resume();
      const { leadId } = conversation.getState();
      void load();
      if (leadId !== undefined) void openLead(leadId);
    },
    readTasks: () =>
      void http
        .ask<TaskList>('GET', '/api/tasks')
        .then(({ tasks }) => takeTasks(tasks))
        .catch(() => undefined),
    onRevoked: options.onRevoked,
  });
  socket.connect();
  return {
    load,
    openLead,
    close: () => {
      clearTimeout(refreshTimer);
      socket.removeAllListeners();
      socket.disconnect();
      setLink('backend', 'down');
    },
    reconnect: () => {
      if (!socket.connected) socket.disconnect().connect();
    },
  };
}

interface Reactions {
  refreshLeadSoon: (leadId: string | null) => void;
  load: () => void;
  readTasks: () => void;
  onRevoked: () => void;
}

function listen(socket: ConsoleSocket, react: Reactions): void {
  socket.on('connect', () => {
    setLink('backend', 'up');
    react.load();
  });
  // The library itself only comes back from a lost network, not from a server that closed or refused.
  const comeBack = () => setTimeout(() => socket.connect(), refusedRetryMs);
  socket.on('disconnect', (reason) => {
    setLink('backend', 'down');
    if (reason === 'io server disconnect') comeBack();
  });
  socket.on('connect_error', (error) => {
    setLink('backend', 'down');
    if (error.message === 'unauthorized') react.onRevoked();
    else if (!socket.active) comeBack();
  });
  socket.on('revoked', react.onRevoked);
  socket.on('lead.changed', (lead) => {
    takeLeads([lead]);
    react.refreshLeadSoon(lead.id);
  });
  socket.on('call.changed', (call) => {
    takeCalls([call]);
    react.refreshLeadSoon(call.leadId);
  });
  socket.on('agent.changed', (agent) => updateMe(agent));
  socket.on('overview', (overview) => work.setState({ overview, freshAt: Date.now() }));
  socket.on('escalation.offered', takeOffer);
  socket.on('escalation.withdrawn', ({ escalationId, attemptId }) => withdrawOffer(escalationId, attemptId));
  socket.on('task.changed', () => {
    react.readTasks();
    react.refreshLeadSoon(conversation.getState().leadId ?? null);
  });
  socket.on('speech', ({ callId, role, text }) => hearSpeech(callId, { role, text }));
}
