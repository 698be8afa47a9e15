/** Errors as the Graph API words them, with the codes a sender must tell apart. */

const texts: Record<number, { status: number; type: string; message: string; details: string }> = {
  0: {
    status: 401,
    type: 'OAuthException',
    message: 'AuthException',
    details: 'We were unable to authenticate the app user.',
  },
  100: {
    status: 400,
    type: 'OAuthException',
    message: 'Invalid parameter',
    details: 'The request included one or more unsupported or misspelled parameters.',
  },
  190: {
    status: 401,
    type: 'OAuthException',
    message: 'Invalid OAuth access token - Cannot parse access token',
    details: 'Your access token is wrong or has expired.',
  },
  33: {
    status: 400,
    type: 'GraphMethodException',
    message: 'Unsupported post request. Object with this ID does not exist, or cannot be loaded',
    details: 'The business phone number is not known.',
  },
  130429: {
    status: 429,
    type: 'OAuthException',
    message: 'Rate limit hit',
    details:
      'Message failed to send because there were too many messages sent from this phone number in a short period of time.',
  },
  131000: {
    status: 500,
    type: 'OAuthException',
    message: 'Something went wrong',
    details: 'Message failed to send due to an unknown error.',
  },
  131009: {
    status: 400,
    type: 'OAuthException',
    message: 'Parameter value is not valid',
    details: 'One or more parameter values are invalid.',
  },
  131016: {
    status: 503,
    type: 'OAuthException',
    message: 'Service unavailable',
    details: 'A service is temporarily unavailable.',
  },
  131026: {
    status: 400,
    type: 'OAuthException',
    message: 'Message undeliverable',
    details:
      'Unable to deliver message. The recipient phone number is not a WhatsApp phone number, or has not accepted our new Terms of Service.',
  },
  131047: {
    status: 400,
    type: 'OAuthException',
    message: 'Re-engagement message',
    details:
      'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  },
  131049: {
    status: 400,
    type: 'OAuthException',
    message: 'This message was not delivered to maintain healthy ecosystem engagement.',
    details: 'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
  },
  131051: {
    status: 400,
    type: 'OAuthException',
    message: 'Unsupported message type',
    details: 'Message type is currently not supported.',
  },
  131056: {
    status: 400,
    type: 'OAuthException',
    message: '(Business Account, Consumer Account) pair rate limit hit',
    details:
      'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
  },
  132000: {
    status: 400,
    type: 'OAuthException',
    message: 'Number of parameters does not match the expected number of params',
    details: 'The number of variable parameter values included in the request did not match the template.',
  },
  132001: {
    status: 404,
    type: 'OAuthException',
    message: 'Template name does not exist in the translation',
    details: 'template name does not exist in the given language',
  },
};

/** An answer with the Graph API's error body. */
export function graphError(code: number, details?: string): { status: number; body: unknown } {
  const text = texts[code] ?? texts[131000];
  return {
    status: text?.status ?? 500,
    body: {
      error: {
        message: `(#${code}) ${text?.message ?? ''}`,
        type: text?.type,
        code,
        error_data: { messaging_product: 'whatsapp', details: details ?? text?.details },
        fbtrace_id: 'SimulatedTraceId',
      },
    },
  };
}

/** One entry of `statuses[].errors`. */
export function statusError(code: number): Record<string, unknown> {
  const text = texts[code] ?? texts[131000];
  return {
    code,
    title: text?.message,
    message: text?.message,
    error_data: { details: text?.details },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  };
}
