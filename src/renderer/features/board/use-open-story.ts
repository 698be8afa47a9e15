// From a row of the floor to everything that is known of the lead.
import { useCallback } from 'react';
import { useActions } from '../../stores/actions.ts';
import { openView } from '../../stores/preferences.ts';

export function useOpenStory(): (leadId: string) => void {
  const { openLead } = useActions();
  return useCallback(
    (leadId) => {
      openLead(leadId);
      openView('desk');
    },
    [openLead],
  );
}
