/** The tables of ITU-T G.722 (§6.2.1, tables 14 to 21) and the two searches in them, apart from the codec's arithmetic. */

/** Coefficients of the quadrature mirror filter, every other one; the rest are the same mirrored. */
export const mirror = Int32Array.of(3, -11, 12, 32, -210, 951, 3_876, -805, 362, -156, 53, -11);

/** Q6: decision levels of the low band's quantizer. */
const levels = [
  0, 35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1_023, 1_121,
  1_219, 1_339, 1_458, 1_612, 1_765, 1_980, 2_195, 2_557, 2_919,
];
/** ILN and ILP: the low band's code of each interval, for negative and positive differences. */
const negativeCodes = [
  0, 63, 62, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7,
  6, 5, 4,
];
const positiveCodes = [
  0, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36,
  35, 34, 33, 32,
];

/** |difference| as the Recommendation takes it: one's complement of negatives. */
const magnitudeOf = (difference: number): number => (difference >= 0 ? difference : -(difference + 1));

/** QUANTL and QUANTH: the code of a difference at a scale. */
export const codeDifference = {
  low(difference: number, scale: number): number {
    const magnitude = magnitudeOf(difference);
    let i = 1;
    while (i < 30 && magnitude >= ((levels[i] as number) * scale) >> 12) i++;
    return (difference < 0 ? negativeCodes[i] : positiveCodes[i]) as number;
  },
  high(difference: number, scale: number): number {
    const isLarge = magnitudeOf(difference) >= (564 * scale) >> 12;
    if (difference < 0) return isLarge ? 0 : 1;
    return isLarge ? 2 : 3;
  },
};

/** WL and WH, and RL42 and RH2, which choose in them. */
const wl = [-60, -30, 58, 172, 334, 538, 1_198, 3_042];
const rl42 = [0, 7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1, 0];

/** What codes mean: differences in 1/32768 of the scale, and by how much the scale's logarithm moves. */
export const reconstruct = {
  /** QM4: the low band by its upper four bits. */
  low4: Int32Array.of(
    ...[0, -20_456, -12_896, -8_968, -6_288, -4_240, -2_584, -1_200],
    ...[20_456, 12_896, 8_968, 6_288, 4_240, 2_584, 1_200, 0],
  ),
  /** QM6: the low band by all six bits. */
  low6: Int32Array.of(
    ...[-136, -136, -136, -136, -24_808, -21_904, -19_008, -16_704],
    ...[-14_984, -13_512, -12_280, -11_192, -10_232, -9_360, -8_576, -7_856],
    ...[-7_192, -6_576, -6_000, -5_456, -4_944, -4_464, -4_008, -3_576],
    ...[-3_168, -2_776, -2_400, -2_032, -1_688, -1_360, -1_040, -728],
    ...[24_808, 21_904, 19_008, 16_704, 14_984, 13_512, 12_280, 11_192],
    ...[10_232, 9_360, 8_576, 7_856, 7_192, 6_576, 6_000, 5_456],
    ...[4_944, 4_464, 4_008, 3_576, 3_168, 2_776, 2_400, 2_032],
    ...[1_688, 1_360, 1_040, 728, 432, 136, -432, -136],
  ),
  /** QM2: the high band. */
  high2: Int32Array.of(-7_408, -1_616, 7_408, 1_616),
  lowSteps: Int32Array.from(rl42, (i) => wl[i] as number),
  highSteps: Int32Array.of(798, -214, 798, -214),
  /** ILB: the inverse logarithm. */
  inverseLog: Int32Array.of(
    ...[
      2_048, 2_093, 2_139, 2_186, 2_233, 2_282, 2_332, 2_383, 2_435, 2_489, 2_543, 2_599, 2_656, 2_714, 2_774,
      2_834,
    ],
    ...[
      2_896, 2_960, 3_025, 3_091, 3_158, 3_228, 3_298, 3_371, 3_444, 3_520, 3_597, 3_676, 3_756, 3_838, 3_922,
      4_008,
    ],
  ),
};
