// A supervisor's day on the floor in both languages: watch, listen, speak, hand over, end, order the queue, pause, force a state, limits.
import { expect, type Page } from '@playwright/test';
import type { Language } from '../../src/shared/lead.ts';
import { expectTwoWayAudio } from '../support/e2e-audio.ts';
import { dayTest as test, sitDown } from '../support/e2e-day.ts';
import { callBar, readBrief, Reader, words } from '../support/e2e-desk.ts';
import {
  expectTrail,
  finishCall,
  heardOnPhone,
  ladderOf,
  meetCaller,
  openFloor,
  placedTo,
  ringsOf,
  rowOf,
  sayWhy,
  seatAgent,
  supervisor,
  taker,
  talksOn,
  untilCalled,
} from '../support/e2e-floor.ts';
import { enterOn, press, walkTo } from '../support/e2e-keys.ts';
import { hearPlayback } from '../support/e2e-playback.ts';

test.describe.configure({ timeout: 300_000 });

/** Leads of one run of the day; each has a name of their own, by which the rows are found. */
const names = {
  es: { watched: 'Inés Duarte', heard: 'Tomás Arce', handed: 'Elvira Sosa', taken: 'Bruno Saldaña' },
  en: { watched: 'Grace Turner', heard: 'Walter Pryce', handed: 'Nora Keating', taken: 'Miles Hartley' },
} as const satisfies Record<Language, Record<string, string>>;
const queuers = {
  es: ['Rita Alba', 'Saúl Beltrán', 'Tere Cano'],
  en: ['Ruth Adler', 'Simon Boyd', 'Tess Crane'],
} as const;

const level = (page: Page) => hearPlayback(page).then((now) => now.level);
const turnsOf = (page: Page) => page.getByTestId('dock-talk').getByTestId('turn');

for (const language of ['es', 'en'] as const)
  test.describe(`in ${language}`, () => {
    test.use({ language });
    const said = words[language];

    test('the floor moves by itself: a call and its step, a lead who wants a person, and who takes them', async ({
      page,
      browser,
      world,
      t,
    }) => {
      await openFloor(page, world, language);
      await page.evaluate(() => document.documentElement.setAttribute('data-loaded-once', ''));
      const { desk, leave } = await seatAgent(browser, world, language);
      const agent = rowOf(page, 'agents', taker.name);
      await expect(agent).toBeVisible();
      const figures = page.getByTestId('board-figures');
      await expect(figures.getByTestId('figure-agentsAvailable')).toContainText(/\b1\b/);

      const chatting = Array<'chat'>(25).fill('chat');
      const lead = await meetCaller(world, { name: names[language].watched, language }, [
        ...(['ask-availability', ...chatting, 'escalate'] as const),
      ]);
      const call = rowOf(page, 'calls', lead.name);
      await expect(call).toBeVisible(untilCalled);
      await expect(call.getByTestId('call-tools')).toHaveText(/[1-9]/, untilCalled);
      await expect(call).toContainText(t('board.step.offering'));
      await expect(call.locator('time')).toHaveText(/\d:\d\d/);
      await expect(figures.getByTestId('figure-live')).toContainText(/\b[1-9]/);

      const waiting = rowOf(page, 'escalations', lead.name);
      await expect(waiting).toContainText(
        t('board.escalations.at', { step: 1, who: taker.name }),
        untilCalled,
      );
      await expect(agent).toContainText(lead.name);
      await expect(callBar(desk, 'ringing')).toContainText(lead.name);
      await desk.keyboard.press('F8');
      await expect(waiting).toBeHidden();
      await expect(call).toContainText(t('board.calls.withPerson', { name: taker.name }));
      await expect(page.getByTestId('agent-counts')).toHaveText(
        t('board.agents.counts', { available: 0, talking: 1, wrapUp: 0 }),
      );
      await finishCall(desk);
      await expect(call).toBeHidden();
      await expect(page.locator('html[data-loaded-once]'), 'the page was never loaded anew').toHaveCount(1);
      await leave();
    });

    test('a call is heard and read as it goes, spoken into, instructed, and ended with a why', async ({
      page,
      world,
      t,
    }) => {
      await openFloor(page, world, language);
      const lead = await meetCaller(world, { name: names[language].heard, language }, talksOn);
      const call = rowOf(page, 'calls', lead.name);
      await expect(call.getByTestId('call-listen')).toBeEnabled(untilCalled);

      await call.getByTestId('call-listen').click();
      const sound = page.getByTestId('dock-sound');
      await expect(sound).toHaveAttribute('data-sound', 'listening');
      await expect.poll(() => level(page), { message: 'loudness at the speaker' }).toBeGreaterThan(0.02);
      const { seconds } = await hearPlayback(page);
      await expect.poll(() => hearPlayback(page).then((now) => now.seconds)).toBeGreaterThan(seconds + 1);
      await expect(page.getByTestId('dock-talk').getByTestId('tool-chip').first()).toBeAttached();
      const turns = await turnsOf(page).count();
      await expect.poll(() => turnsOf(page).count()).toBeGreaterThan(turns);

      const sentence = { es: 'El precio vale hasta el viernes.', en: 'The price stands until Friday.' }[
        language
      ];
      await page.getByTestId('dock-field').fill(sentence);
      await page.getByTestId('dock-send').click();
      await expect.poll(() => heardOnPhone(world, lead.phone)).toContain(`assistant: ${sentence}`);
      await expect(turnsOf(page).filter({ hasText: sentence }).first()).toBeAttached();

      const hint = { es: 'La vista es al mar.', en: 'It looks out on the sea.' }[language];
      await page.getByTestId('dock-mode').getByText(t('board.dock.instruct'), { exact: true }).click();
      await page.getByTestId('dock-field').fill(`${t('board.dock.tell')}: «${hint}»`);
      await page.getByTestId('dock-send').click();
      await expect.poll(() => heardOnPhone(world, lead.phone)).toContain(`assistant: ${hint}`);
      await expect(page.getByTestId('dock-field')).toHaveValue('');

      await page.getByTestId('dock-listen').click();
      await expect(sound).toHaveAttribute('data-sound', 'following');
      await expect.poll(() => level(page), { message: 'silence' }).toBe(0);

      const why = { es: 'Número equivocado', en: 'Wrong number' }[language];
      await page.getByTestId('dock-end').click();
      await sayWhy(page, 'end-dialog', why);
      await expect
        .poll(() => heardOnPhone(world, lead.phone).then((heard) => heard.at(-1)))
        .toMatch(/^ended: /);
      await expect(page.getByTestId('board-dock')).toContainText(t('board.dock.over'));
      await expect(sound, 'a call that is over has no sound to lose').toBeHidden();
      await expect(call).toBeHidden();
      const whom = lead.name;
      await expectTrail(page, t, [
        { action: 'call-listened', whom },
        { action: 'call-said', whom, why: `«${sentence}»` },
        { action: 'call-instructed', whom, why: hint },
        { action: 'call-ended', whom, why },
      ]);
    });

    test('a call is handed to an agent, who has the story, answers, and is heard', async ({
      page,
      browser,
      world,
      t,
    }) => {
      await openFloor(page, world, language);
      const { desk, leave } = await seatAgent(browser, world, language);
      const lead = await meetCaller(world, { name: names[language].handed, language }, talksOn);
      const call = rowOf(page, 'calls', lead.name);
      await expect(call.getByTestId('call-take')).toBeEnabled(untilCalled);
      // Her phone is not at this desk: what would be "take" is "give to somebody".
      await call.getByTestId('call-take').click();
      const why = { es: 'Pide precio especial', en: 'Asks for a special price' }[language];
      await page.getByTestId('assign-person').filter({ hasText: taker.name }).getByRole('radio').check();
      await sayWhy(page, 'assign-dialog', why);

      await expect(callBar(desk, 'ringing')).toContainText(lead.name, untilCalled);
      expect((await readBrief(desk)).opening).toContain(taker.name.split(' ')[0]);
      await desk.keyboard.press('F8');
      await expect(callBar(desk, 'live')).toContainText(lead.name);
      await expectTwoWayAudio(desk, world);
      await expect(call).toContainText(t('board.calls.withPerson', { name: taker.name }));
      await finishCall(desk);
      await expect(call).toBeHidden();
      await expectTrail(page, t, [
        { action: 'call-handed-over', whom: lead.name, why },
        { action: 'call-handed-over', whom: lead.name, why: taker.name },
      ]);
      await leave();
    });

    test('a call is taken at her own phone: she has the story, answers, is heard, and goes back to the floor', async ({
      page,
      world,
      t,
    }) => {
      await openFloor(page, world, language, { phone: 1 });
      await expect(page.getByTestId('phone-state')).toContainText(t('phone.registered'));
      await expect(page.getByTestId('agent-state')).toContainText(said.away);
      const lead = await meetCaller(world, { name: names[language].taken, language }, talksOn);
      const call = rowOf(page, 'calls', lead.name);
      const take = call.getByRole('button', { name: t('board.calls.take') });
      await expect(take).toBeEnabled(untilCalled);
      await expect(call.getByTestId('call-tools'), 'there is a story by then').toHaveText(
        /[1-9]/,
        untilCalled,
      );
      await take.click();

      await expect(callBar(page, 'ringing')).toContainText(lead.name, untilCalled);
      expect((await readBrief(page)).opening).toContain(supervisor.name.split(' ')[0]);
      await page.keyboard.press('F8');
      await expect(callBar(page, 'live')).toContainText(lead.name);
      await expectTwoWayAudio(page, world);
      await expect(page.getByTestId('agent-state')).toContainText(said.onCall);
      // A phone rings for so long and no longer: what takes time is read once she has answered.
      await expect(page.getByTestId('lead-card')).toContainText(lead.name);
      const story = new Reader(page);
      await story.readAll();
      expect(story.turns.size, 'turns of the chat and of the call').toBeGreaterThan(5);
      expect(story.tools.size).toBeGreaterThan(0);

      await page.getByTestId('nav-board').click();
      await expect(call).toContainText(t('board.calls.withPerson', { name: supervisor.name }));
      await expect(page.getByTestId('call-elsewhere')).toContainText(lead.name);
      await page.getByTestId('nav-desk').click();
      await finishCall(page);
      await expect(page.getByTestId('agent-state')).toContainText(said.away);
      await page.getByTestId('nav-board').click();
      await expect(call).toBeHidden();
      await expectTrail(page, t, [{ action: 'call-handed-over', whom: lead.name, why: supervisor.name }]);
    });

    test('with her phone on she is no rung of the ladder: who asks for a person is not put through to her', async ({
      page,
      world,
      t,
    }) => {
      await openFloor(page, world, language, { phone: 1 });
      await expect(page.getByTestId('phone-state')).toContainText(t('phone.registered'));
      const name = { es: 'Rocío Galván', en: 'Hannah Moss' }[language];
      const lead = await meetCaller(world, { name, language }, ['ask-availability', 'escalate']);
      await expect
        .poll(() => ladderOf(world, lead.phone), { ...untilCalled, message: 'the ladder at its end' })
        .toEqual({ status: 'callback', agents: 0 });
      expect(await ringsOf(world, supervisor.username, lead.phone)).toBe(0);
      await expect(page.getByTestId('agent-state')).toContainText(said.away);
    });

    test('dialling is paused and the queue grows; one is put first, one taken out; then it goes on in that order', async ({
      page,
      world,
      t,
    }) => {
      await openFloor(page, world, language);
      const whys = {
        es: { pause: 'Junta de equipo', cancel: 'Ya lo atiende alguien', resume: 'Ya hay asesores' },
        en: { pause: 'Team meeting', cancel: 'Somebody looks after them', resume: 'Agents are back' },
      }[language];
      await page.getByTestId('board-dialling').click();
      await expect(page.getByTestId('dialling-dialog')).toContainText(t('board.dialling.pauseText'));
      await sayWhy(page, 'dialling-dialog', whys.pause);
      await expect(page.getByTestId('dialling-paused')).toContainText(whys.pause);

      const [first, second, third] = queuers[language];
      const leads = [];
      for (const name of [first, second, third]) {
        const lead = await meetCaller(world, { name, language }, ['decline']);
        await expect(rowOf(page, 'queue', name)).toBeVisible(untilCalled);
        leads.push(lead);
      }
      const phones = leads.map(({ phone }) => phone);
      await expect(page.getByTestId('queue-count')).toHaveText('3');
      expect(await placedTo(world, phones)).toEqual([]);

      await rowOf(page, 'queue', third).getByTestId('queue-first').click();
      await expect(page.getByTestId('board-queue').locator('[data-row-id]').first()).toContainText(third);
      await expect(rowOf(page, 'queue', third)).toContainText(t('board.queue.first'));
      await rowOf(page, 'queue', second).getByTestId('queue-cancel').click();
      await sayWhy(page, 'cancel-dialog', whys.cancel);
      await expect(rowOf(page, 'queue', second)).toBeHidden();
      expect(await placedTo(world, phones), 'nobody is dialled meanwhile').toEqual([]);

      await page.getByTestId('dialling-resume').click();
      await sayWhy(page, 'dialling-dialog', whys.resume);
      await expect(page.getByTestId('dialling-paused')).toBeHidden();
      await expect
        .poll(() => placedTo(world, phones).then((calls) => calls.map(({ phone }) => phone)), untilCalled)
        .toEqual([leads[2]?.phone, leads[0]?.phone]);
      await expect(page.getByTestId('board-queue')).toBeHidden();
      await expectTrail(page, t, [
        { action: 'dialling-paused', why: whys.pause },
        { action: 'call-prioritised', whom: third },
        { action: 'call-cancelled', whom: second, why: whys.cancel },
        { action: 'dialling-resumed', why: whys.resume },
      ]);
    });

    test('a state is forced and shows at once; a limit breaks, is told, and clears', async ({
      page,
      browser,
      world,
      t,
    }) => {
      await openFloor(page, world, language);
      const { desk, leave } = await seatAgent(browser, world, language);
      await page.getByTestId('board-limits').click();
      const limit = page.getByTestId('limit-agentsAvailable').getByRole('textbox').first();
      const name = t('board.threshold.agentsAvailable');
      await limit.fill('1');
      const warn = page.getByTestId('limit-agentsAvailable').getByRole('textbox').nth(1);
      // Another one than was there: what stays as it is leaves no trace.
      await warn.fill((await warn.inputValue()) === '1' ? '2' : '1');
      await page.getByTestId('limits-save').click();
      await expect(page.getByTestId('limits-dialog')).toBeHidden();
      const alert = page.locator('[data-testid="alert"][data-key="agentsAvailable"]');
      await expect(alert, 'fine as it stands').toBeHidden({ timeout: 60_000 });

      const why = { es: 'Olvidó cambiarlo', en: 'Forgot to change it' }[language];
      const lunch = { es: 'Comida', en: 'Lunch' }[language];
      const agent = rowOf(page, 'agents', taker.name);
      const force = async (state: string) => {
        await agent.getByTestId('agent-force').click();
        await page.getByTestId('force-state').selectOption({ label: state });
        await sayWhy(page, 'force-dialog', why);
      };
      await force(lunch);
      await expect(desk.getByTestId('agent-state')).toContainText(lunch);
      await expect(agent).toContainText(lunch);

      await expect(alert).toContainText(name);
      await expect(page.getByTestId('board-broken')).toHaveText(/\d/);
      await force(said.available);
      await expect(desk.getByTestId('agent-state')).toContainText(said.available);
      await expect(alert).toBeHidden({ timeout: 60_000 });
      await expectTrail(page, t, [
        { action: 'agent-state-forced', whom: taker.name, why },
        { action: 'threshold-changed' },
      ]);
      await leave();
    });

    test('by keyboard alone: a call is chosen, heard, spoken into and ended, and the wall opened and left', async ({
      page,
      world,
      t,
    }) => {
      await openFloor(page, world, language);
      const name = { es: 'Nadia Ponce', en: 'Owen Blake' }[language];
      const lead = await meetCaller(world, { name, language }, talksOn);
      const call = rowOf(page, 'calls', name);
      await expect(call.getByTestId('call-listen')).toBeEnabled(untilCalled);
      await walkTo(page, call);
      await press(page, 'ArrowDown');
      await expect(call).toHaveAttribute('aria-selected', 'true');
      await press(page, '1');
      await expect(page.getByTestId('dock-sound')).toHaveAttribute('data-sound', 'listening');
      await press(page, '2');
      await expect(page.getByTestId('dock-field')).toBeFocused();
      const sentence = { es: 'Le mando el plano hoy.', en: 'I send the plan today.' }[language];
      await page.keyboard.type(sentence);
      await press(page, 'Enter');
      await expect.poll(() => heardOnPhone(world, lead.phone)).toContain(`assistant: ${sentence}`);
      await press(page, 'Escape', '6');
      await expect(page.getByTestId('end-dialog')).toBeVisible();
      await expect(page.getByTestId('why')).toBeFocused();
      await page.keyboard.type(t('board.act.end'));
      await press(page, 'Enter');
      await expect(page.getByTestId('end-dialog')).toBeHidden();
      await expect(call).toBeHidden();

      await enterOn(page, page.getByTestId('wallboard-open'), 'Shift+Tab');
      await expect(page.getByTestId('wallboard')).toBeVisible();
      await press(page, 'Escape');
      await expect(page.getByTestId('wallboard')).toBeHidden();
      await expect(page.getByTestId('board')).toBeVisible();
    });

    test('an agent finds no floor, no dashboards and no administration, and an address of theirs says so', async ({
      page,
      world,
      t,
    }) => {
      await sitDown(page, world, { language });
      await expect(page.getByTestId('nav-desk')).toBeVisible();
      for (const view of ['board', 'dashboards', 'admin'])
        await expect(page.getByTestId(`nav-${view}`)).toHaveCount(0);
      // The keys that lead a supervisor to the floor, to dashboards and to administration.
      await press(page, 'g', 'p', 'g', 'r', 'g', 'm');
      await expect(page.getByTestId('work-list')).toBeVisible();
      for (const hash of ['#/dashboards/sales', '#/wallboard', '#/admin/targets']) {
        await page.evaluate((wanted) => void (location.hash = wanted), hash);
        const refusal = page.getByRole('alert').filter({ hasText: t('nav.noRight') });
        await expect(refusal).toBeVisible();
        await expect.poll(() => page.evaluate(() => location.hash)).toBe('');
        await expect(page.getByTestId('work-list')).toBeVisible();
        await refusal.getByRole('button', { name: t('keys.close') }).click();
        await expect(refusal).toHaveCount(0);
      }
      for (const part of ['board', 'dashboard', 'wallboard', 'admin-targets'])
        await expect(page.getByTestId(part)).toHaveCount(0);
    });
  });
