import { DEAD, type Language, OTHER, statesBy } from "./automata";

/** What was read of an integer: whether it is negative, and how its digits compare to those of each bound. */
interface Reading {
  readonly sign: "" | "+" | "-";
  readonly hasDigit: boolean;
  /** Without leading zeros; stops growing once it is longer than every bound. */
  readonly length: number;
  /** Digits up to `length` against as many of the bound's. */
  readonly comparisons: readonly number[];
}

const ZERO = 48;
const NINE = 57;
const PLUS = 43;
const MINUS = 45;
const SIGNIFICANT = [PLUS, MINUS, ...Array.from({ length: 10 }, (_, digit) => ZERO + digit)];

/** Base-10 integers from `start` to below `end`, with any sign and leading zeros, but without white space. */
export function integersWithin(start: number, end: number): Language {
  const bounds = [start, end].map((bound) => BigInt(Math.ceil(bound)));
  const digits = bounds.map((bound) => (bound === 0n ? "" : String(bound < 0n ? -bound : bound)));
  const longest = Math.max(...digits.map(({ length }) => length)) + 1;
  const states = statesBy<Reading>(({ sign, hasDigit, length, comparisons }) =>
    [sign, hasDigit, length, ...comparisons].join(),
  );

  function readDigit(reading: Reading, digit: number): Reading {
    const { length, comparisons } = reading;
    if (length === 0 && digit === 0) return { ...reading, hasDigit: true };
    return {
      ...reading,
      hasDigit: true,
      length: Math.min(length + 1, longest),
      comparisons: comparisons.map(
        (comparison, i) => comparison || Math.sign(digit - Number(digits[i]?.[length] ?? digit)),
      ),
    };
  }

  /** Negative when the integer is below the bound. */
  function compare({ sign, length, comparisons }: Reading, i: number): number {
    const negative = sign === "-" && length > 0;
    if (negative !== (bounds[i] ?? 0n) < 0n) return negative ? -1 : 1;
    const magnitude = length - (digits[i]?.length ?? 0) || (comparisons[i] ?? 0);
    return negative ? -magnitude : magnitude;
  }

  return {
    start: states.numberOf({ sign: "", hasDigit: false, length: 0, comparisons: [0, 0] }),
    step: (number, character) => {
      const reading = states.at(number);
      if (character >= ZERO && character <= NINE) return states.numberOf(readDigit(reading, character - ZERO));
      const isFirst = reading.sign === "" && !reading.hasDigit;
      if (!isFirst || (character !== PLUS && character !== MINUS)) return DEAD;
      return states.numberOf({ ...reading, sign: character === PLUS ? "+" : "-" });
    },
    accepts: (number) => {
      const reading = states.at(number);
      return reading.hasDigit && compare(reading, 0) >= 0 && compare(reading, 1) < 0;
    },
    sortOf: (character) => (SIGNIFICANT.includes(character) ? character : OTHER),
    boundaries: SIGNIFICANT.flatMap((character) => [character, character + 1]),
    prefix: "",
    kind: "some",
  };
}
