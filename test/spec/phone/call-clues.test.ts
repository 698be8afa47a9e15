/** What an INVITE tells of caller and reason, in every form exchanges write it. */
import { describe, expect, it } from 'vitest';
import { callerNumber, readClues, readSummary } from '../../../src/phone/calls/incoming-clues.ts';
import { dtmfRelay, toneOfInfo } from '../../../src/phone/calls/info-tones.ts';
import { reasonText, warningText } from '../../../src/phone/calls/call-ending.ts';
import {
  answerTimer,
  hasOption,
  readSessionExpires,
  requestHeaders,
} from '../../../src/phone/calls/session-expires.ts';
import { nextTransferPhase } from '../../../src/phone/calls/transfer.ts';

const request = (
  headers: Record<string, string | string[]>,
): { getHeader: (name: string) => string | undefined; getHeaders: (name: string) => string[] } => {
  const of = (name: string): string[] => [headers[name] ?? []].flat();
  return { getHeader: (name) => of(name)[0], getHeaders: of };
};

describe('The clues of an INVITE', () => {
  it.each([
    ['escalation-1', 'escalation-1'],
    ['escalation-1;reason=human', 'escalation-1'],
    ['"escalation-1"', 'escalation-1'],
    ['<escalation-1>;x=1', 'escalation-1'],
  ])('read the id in %s', (header, id) => {
    expect(readClues(request({ 'X-Escalation-Id': header })).ids).toEqual([id]);
  });

  it('take both id headers, and none that is empty', () => {
    const headers = { 'X-Escalation-Id': ' ', 'X-Vapi-Call-Id': 'call-1' };
    expect(readClues(request(headers)).ids).toEqual(['call-1']);
  });

  it('find the caller in the most trusted header first, and keep all others for the match', () => {
    const clues = readClues(
      request({
        From: '<sip:1900@pbx>;tag=1',
        'P-Asserted-Identity': ['"A" <sip:+525511111111@pbx>', '<tel:+525522222222>'],
        'Remote-Party-ID': '<sip:+525533333333@pbx>;party=calling',
        Diversion: '<sip:%2B525544444444@trunk>;reason=unconditional',
        'History-Info': '<sip:1901@pbx>;index=1, <sip:1902@pbx>;index=1.1',
      }),
    );
    expect(callerNumber(clues)).toBe('+525511111111');
    expect(clues.numbers).toEqual([
      '+525511111111',
      '+525522222222',
      '+525533333333',
      '1900',
      '+525544444444',
      '1901',
      '1902',
    ]);
  });

  it('do not take a withheld number for one', () => {
    const clues = readClues(
      request({ From: '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=1', Diversion: '<sip:1900@pbx>' }),
    );
    expect(callerNumber(clues)).toBe('1900');
    expect(callerNumber(readClues(request({ From: '<sip:anonymous@x>' })))).toBe('');
  });

  it.each([
    ['Wants a visit on Friday', 'Wants a visit on Friday'],
    ['"Says \\"yes\\" to 2 nights"', 'Says "yes" to 2 nights'],
    ['Quiere%20visita%3A%20s%C3%AD', 'Quiere visita: sí'],
    ['100% sure', '100% sure'],
    ['50%25+off+today', '50% off today'],
    ['%E9 broken', '%E9 broken'],
  ])('decode the summary %s', (header, text) => {
    expect(readSummary(request({ 'X-Transfer-Summary': header }))).toBe(text);
  });

  it('bound the summary, join its parts, and know when there is none', () => {
    expect(readSummary(request({ 'X-Transfer-Summary': 'x'.repeat(5_000) }))).toHaveLength(2_000);
    expect(readSummary(request({ 'X-Transfer-Summary': ['one', 'two'] }))).toBe('one two');
    expect(readSummary(request({}))).toBeUndefined();
  });
});

describe('Keys in INFO', () => {
  it.each([
    ['application/dtmf-relay', 'Signal=5\r\nDuration=160', '5'],
    ['application/dtmf-relay; charset=x', 'Duration=100\r\nSignal = #\r\n', '#'],
    ['application/dtmf-relay', 'Signal=10', '*'],
    ['application/dtmf', '11', '#'],
    ['application/dtmf', 'd', 'D'],
    ['application/dtmf', 'flash', undefined],
    ['application/sdp', 'Signal=5', undefined],
  ])('are read from %s %j', (type, body, tone) => {
    expect(toneOfInfo(type, body)).toBe(tone);
  });

  it('are written the way they are read', () => {
    for (const key of '0123456789*#ABCD')
      expect(toneOfInfo('application/dtmf-relay', dtmfRelay(key))).toBe(key);
  });
});

describe('Session timers', () => {
  it('read and write their header', () => {
    expect(readSessionExpires('1800;refresher=uac')).toEqual({ seconds: 1_800, refresher: 'uac' });
    expect(readSessionExpires('90 ; Refresher=UAS')).toEqual({ seconds: 90, refresher: 'uas' });
    expect(readSessionExpires('soon')).toBeUndefined();
    expect(readSessionExpires(undefined)).toBeUndefined();
    expect(requestHeaders({ seconds: 1_800, refresher: 'uac' }, 90)).toEqual([
      'Session-Expires: 1800;refresher=uac',
      'Min-SE: 90',
    ]);
    expect(hasOption(['replaces, Timer', 'path'], 'timer')).toBe(true);
  });

  it.each([
    { refresher: undefined, isSupported: true, says: '1800;refresher=uac', weRefresh: false },
    { refresher: 'uas', isSupported: true, says: '1800;refresher=uas', weRefresh: true },
    { refresher: 'uac', isSupported: true, says: '1800;refresher=uac', weRefresh: false },
    { refresher: undefined, isSupported: false, says: '1800;refresher=uas', weRefresh: true },
  ] as const)('agree on $says when asked for $refresher, supported $isSupported', (asked) => {
    const answer = answerTimer({
      expires: { seconds: 1_800, refresher: asked.refresher },
      isSupported: asked.isSupported,
    });
    expect(answer).toMatchObject({ kind: 'agreed', seconds: 1_800, weRefresh: asked.weRefresh });
    expect(answer.headers[0]).toBe(`Session-Expires: ${asked.says}`);
    expect(answer.headers.includes('Require: timer')).toBe(asked.isSupported);
  });

  it('refuse what is too short, and need none', () => {
    const brief = { seconds: 89, refresher: undefined };
    expect(answerTimer({ expires: brief, isSupported: true })).toEqual({
      kind: 'too-brief',
      headers: ['Min-SE: 90'],
    });
    expect(answerTimer({ expires: undefined, isSupported: true })).toEqual({ kind: 'none', headers: [] });
  });
});

describe('Words for people', () => {
  it('come from Reason and Warning headers', () => {
    expect(reasonText('Q.850;cause=16;text="Normal call clearing"')).toBe('Normal call clearing (Q.850 16)');
    expect(reasonText('SIP ;cause=580')).toBe('(SIP 580)');
    expect(reasonText(undefined)).toBe('');
    expect(warningText('304 pbx "Media type not available"')).toBe('Media type not available');
    expect(warningText('nothing quoted')).toBe('');
  });
});

describe('A transfer', () => {
  it('moves only along its table; a NOTIFY that repeats itself moves nothing', () => {
    expect(nextTransferPhase('asking', 'accept')).toBe('trying');
    expect(nextTransferPhase('trying', 'accept')).toBeUndefined();
    expect(nextTransferPhase('ringing', 'succeed')).toBe('done');
    expect(nextTransferPhase('done', 'fail')).toBeUndefined();
  });
});
