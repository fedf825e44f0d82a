/** The power of two that is no less than a number: as Cloud NAT gives ports. */
export const powerOfTwo = (least: number): number => 2 ** Math.ceil(Math.log2(least));
