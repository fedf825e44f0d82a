const FACTOR = Number(process.env.PROPERTY_FACTOR ?? 0.25);

/** How many runs a property gets, given those of the gate: a quarter in `npm test`, or whatever `PROPERTY_FACTOR` says. */
export const runs = (gate: number): number => Math.ceil(gate * FACTOR);
