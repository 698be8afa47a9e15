/** The four tools as the model sees them: what they are for, and what to say when calling them. */

export const toolNames = [
  'check_availability',
  'schedule_appointment',
  'get_pricing',
  'escalate_to_human',
] as const;
export type ToolName = (typeof toolNames)[number];

/** A function tool of Vapi without its `server`, and the path of ours that answers it. */
export interface ToolDefinition {
  name: ToolName;
  path: string;
  description: string;
  /** JSON Schema of the arguments. */
  parameters: {
    type: 'object';
    properties: Record<string, Record<string, unknown>>;
    required: string[];
  };
}

const text = (description: string): Record<string, unknown> => ({ type: 'string', description });
const number = (description: string): Record<string, unknown> => ({ type: 'number', description });

const destination = text(
  'Destination: Nuevo Vallarta, Riviera Maya, Los Cabos, Acapulco, Puerto Peñasco or Mazatlán. Leave out to use what the lead already said.',
);
const property = text('Name of the development, if the lead named one.');
const propertyType = {
  type: 'string',
  enum: ['studio', 'condo', 'penthouse', 'villa', 'residence', 'lot', 'fractional'],
  description: 'Kind of property. Leave out to use what the lead already said.',
};
const bedrooms = number('At least so many bedrooms.');
const currency = {
  type: 'string',
  enum: ['USD', 'MXN'],
  description: 'The currency that the lead speaks in.',
};

/** In the seed's order; the composer of the call adds each tool's `server.url`. */
export const toolDefinitions: readonly ToolDefinition[] = [
  {
    name: 'check_availability',
    path: '/api/tools/availability',
    description:
      'Which homes are for sale. Use it before you name any home. The answer is a sentence to be spoken.',
    parameters: {
      type: 'object',
      properties: {
        destination,
        property,
        property_type: propertyType,
        bedrooms,
        budget_min: number('Lower end of the budget, in whole units of the currency.'),
        budget_max: number('Upper end of the budget, in whole units of the currency.'),
        currency,
        available_by: text('Day by which the home must be ready, YYYY-MM-DD.'),
      },
      required: [],
    },
  },
  {
    name: 'schedule_appointment',
    path: '/api/tools/schedule',
    description:
      'Books a visit. Ask for a day and an hour first; never say that a visit is booked unless this tool says so. If the hour is taken it offers others.',
    parameters: {
      type: 'object',
      properties: {
        destination,
        property,
        unit: text('Code of the home to be shown, e.g. B-304, if one was chosen.'),
        date: text('The day, as YYYY-MM-DD or as the lead said it, e.g. "el sábado 28".'),
        time: text('The hour at the property, as HH:MM or as the lead said it, e.g. "once de la mañana".'),
        notes: text('Anything the host should know.'),
      },
      required: ['date', 'time'],
    },
  },
  {
    name: 'get_pricing',
    path: '/api/tools/pricing',
    description:
      'Prices, down payment and terms. Use it before you name any price. Never promise a discount or an interest rate.',
    parameters: {
      type: 'object',
      properties: {
        destination,
        property,
        property_type: propertyType,
        bedrooms,
        unit: text('Code of one home, e.g. B-304.'),
        currency,
      },
      required: [],
    },
  },
  {
    name: 'escalate_to_human',
    path: '/api/tools/escalate',
    description:
      'Hands the call to a person. Use it when the lead asks for one, is upset, wants terms that you may not give, or wants to be called at another time. Say only what the answer tells you: it knows whether somebody is free.',
    parameters: {
      type: 'object',
      properties: {
        reason: text('Why, in one sentence, in the language of the call.'),
        promised: {
          type: 'array',
          items: { type: 'string' },
          description: 'What you promised the lead during this call, each in a few words.',
        },
        mood: { type: 'string', enum: ['positive', 'neutral', 'hurried', 'upset'] },
        callback_time: text(
          'Only if the lead wants to be called later instead of being put through now: when, as they said it, e.g. "mañana a las cinco", or as YYYY-MM-DDTHH:MM on their own clock. Nobody is rung then; the call is noted down.',
        ),
      },
      required: ['reason'],
    },
  },
];
