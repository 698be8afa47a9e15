import { describe, expect, it } from 'vitest';
import {
  dayInWords,
  daysInWords,
  momentInWords,
  monthInWords,
} from '../../../../../src/renderer/features/dashboards/day-words.ts';
import { fileName } from '../../../../../src/renderer/features/dashboards/file-name.ts';

const today = '2026-11-25';
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('days in words', () => {
  it('is short, and says the same date wherever it is read', () => {
    expect(plain(dayInWords('2026-11-01', 'es'))).toBe('1 nov');
    expect(plain(dayInWords('2026-11-01', 'en'))).toBe('1 Nov');
    expect(monthInWords('2026-11-01', 'es')).toBe('Noviembre');
    expect(monthInWords('2026-11-01', 'es', 'middle')).toBe('noviembre');
  });

  it('says no month twice and no year that goes without saying', () => {
    const said = (from: string, to: string) => plain(daysInWords({ from, to }, today, 'es'));
    expect(said('2026-11-01', '2026-11-22')).toBe('1–22 nov');
    expect(said('2026-10-28', '2026-11-03')).toBe('28 oct – 3 nov');
    expect(said('2026-11-22', '2026-11-22')).toBe('22 nov');
    expect(said('2025-12-20', '2026-01-05')).toBe('20 dic 2025 – 5 ene 2026');
    expect(said('2025-11-01', '2025-11-22')).toBe('1–22 nov 2025');
  });

  it("puts a moment on the house's clock", () => {
    expect(plain(momentInWords('2026-11-26T04:30:00Z', 'America/Mexico_City', 'es'))).toBe('25 nov, 22:30');
  });
});

describe("a file's name", () => {
  it('says which dashboard and which days, in letters that every disk takes', () => {
    expect(fileName('Ventas', { from: '2026-11-01', to: '2026-11-22' }, 'pdf')).toBe(
      'ventas-2026-11-01_2026-11-22.pdf',
    );
    expect(fileName('Técnico funnel', { from: today, to: today }, 'png')).toBe(
      'tecnico-funnel-2026-11-25.png',
    );
  });
});
