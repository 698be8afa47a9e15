import { describe, expect, it } from 'vitest';
import { EnvError, readEnv, unknownVariables } from '../../../src/backend/env.ts';

const complete = {
  SECRET_KEY: '0123456789abcdef0123456789abcdef',
  WHATSAPP_PHONE_NUMBER_ID: '1',
  WHATSAPP_ACCESS_TOKEN: 'token',
  WHATSAPP_APP_SECRET: 'secret',
  WHATSAPP_VERIFY_TOKEN: 'word',
  VAPI_API_KEY: 'key',
  VAPI_PHONE_NUMBER_ID: 'number',
  VAPI_SERVER_SECRET: '0123456789abcdef',
};

function problemWith(changes: Record<string, string>): string {
  try {
    readEnv({ ...complete, ...changes });
  } catch (error) {
    if (error instanceof EnvError) return error.message;
    throw error;
  }
  return 'none';
}

describe('the configuration', () => {
  it('names every missing variable at once, and where they are explained', () => {
    const problem = problemWith({ SECRET_KEY: '', WHATSAPP_APP_SECRET: '' });
    expect(problem).toContain('missing: SECRET_KEY, WHATSAPP_APP_SECRET');
    expect(problem).toContain('.env.example');
  });

  it.each(Object.keys(complete).filter((name) => name !== 'VAPI_SERVER_SECRET'))(
    'is not complete without %s',
    (name) => {
      expect(problemWith({ [name]: '' })).toContain(`missing: ${name}`);
    },
  );

  it('wants one of the two ways in which Vapi proves itself', () => {
    expect(problemWith({ VAPI_SERVER_SECRET: '' })).toContain('VAPI_SERVER_SECRET or VAPI_HMAC_SECRET');
    expect(problemWith({ VAPI_SERVER_SECRET: '', VAPI_HMAC_SECRET: '0123456789abcdef' })).toBe('none');
  });

  it.each([
    ['SECRET_KEY', 'short'],
    ['CALL_HOURS', 'nonsense'],
    ['CALL_HOURS', '25:00-26:00'],
    ['CALL_HOURS', '09:60-20:00'],
    ['CALL_HOURS', '09:00-24:30'],
    ['FOLLOW_UP_HOURS', '0'],
    ['PUBLIC_URL', 'ftp://calls.example.com'],
    ['PBX_SERVER', 'sip:10.0.0.5'],
    ['PBX_SERVER', 'a,b,c,d,e,f'],
    ['PBX_SERVER', 'pbx.example.com:99999'],
    ['PBX_CA_FILE', '/nowhere/ca.pem'],
    ['PBX_MEDIA_ENCRYPTION', 'required'],
    ['PBX_SERVER', 'wss://sbc.example.com'],
    ['PBX_CODECS', 'OPUS'],
    ['PBX_TRUNK', 'the pbx'],
    ['PORT', '70000'],
    ['WRAP_UP_SECONDS', '-1'],
    ['WRAP_UP_SECONDS', 'later'],
  ])('refuses %s=%s by name, without repeating the value of it', (name, value) => {
    const problem = problemWith({ [name]: value });
    expect(problem).toContain(`${name}: `);
    expect(problem).not.toContain(`: ${value}`);
  });

  it.each([
    ['CALL_HOURS', '00:00-24:00'],
    ['CALL_HOURS', '22:00-06:00'],
    ['PBX_SERVER', 'pbx-1.example.com, 10.0.0.6:5061,[2001:db8::1]:5060'],
    ['PUBLIC_URL', 'https://calls.example.com'],
  ])('takes %s=%s', (name, value) => {
    expect(problemWith({ [name]: value })).toBe('none');
  });

  it('knows that a gateway is reached by WSS, and a PBX is not', () => {
    const gateway = {
      PBX_PROFILE: 'gateway',
      PBX_SERVER: 'wss://sbc-1.example.com/ws,wss://sbc-2.example.com/ws',
    };
    expect(problemWith(gateway)).toBe('none');
    expect(problemWith({ ...gateway, PBX_TRANSPORT: 'wss' })).toBe('none');
    expect(problemWith({ ...gateway, PBX_TRANSPORT: 'tcp' })).toContain('PBX_TRANSPORT');
    expect(problemWith({ PBX_PROFILE: 'gateway' })).toContain('PBX_SERVER');
    expect(problemWith({ PBX_SERVER: 'wss://sbc-1.example.com' })).toContain('PBX_SERVER');
    expect(problemWith({ PBX_TRANSPORT: 'wss' })).toContain('PBX_TRANSPORT');
  });

  it('knows which names nobody reads', () => {
    expect(unknownVariables(['CALL_HOURS', 'CALL_HOUR', 'VAPI_CONCURENCY'])).toEqual([
      'CALL_HOUR',
      'VAPI_CONCURENCY',
    ]);
  });

  it.each([
    ['', 120],
    ['0', 0],
    ['45', 45],
    ['never', null],
  ])('reads %o as the length of wrap-up', (text, seconds) => {
    expect(readEnv({ ...complete, WRAP_UP_SECONDS: text }).WRAP_UP_SECONDS).toBe(seconds);
  });
});
