// Endpoints and the deliveries of the one that is chosen, asked for again while one looks: nothing pushes them.
import { useEffect, useState } from 'react';
import type { WebhookDelivery, WebhookEndpoint } from '../../../../shared/admin.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { useReading, type Reading } from '../../use-reading.ts';

const refreshMs = 5_000;

function useAgainAndAgain(again: () => void): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') again();
    }, refreshMs);
    return () => clearInterval(timer);
  }, [again]);
}

export function useWebhooks(): Reading<{ endpoints: WebhookEndpoint[]; types: string[] }> {
  const api = useSupervisionApi();
  const reading = useReading('webhooks', () => api.webhooks());
  useAgainAndAgain(reading.again);
  return reading;
}

const atOnce = 50;
const most = 200;

export interface Deliveries extends Reading<WebhookDelivery[]> {
  /** Shows more of them; undefined where there are no more, or no more are shown. */
  more: (() => void) | undefined;
}

export function useDeliveries(endpointId: string, status: WebhookDelivery['status'] | undefined): Deliveries {
  const api = useSupervisionApi();
  const [limit, setLimit] = useState(atOnce);
  const reading = useReading(`${endpointId} ${status} ${limit}`, async () => {
    const { deliveries } = await api.deliveries(endpointId, { status, limit });
    return deliveries;
  });
  useAgainAndAgain(reading.again);
  const isFull = reading.latest?.length === limit && limit < most;
  return { ...reading, more: isFull ? () => setLimit(most) : undefined };
}
