/** The behaviors of the contract MockToken, in its order. */
export const MockBehavior = {
  Normal: 0,
  Revert: 1,
  RevertLong: 2,
  BurnGas: 3,
  ReturnFalse: 4,
  ReturnNothing: 5,
  ReturnTwo: 6,
  TakeFee: 7,
  Reenter: 8,
  NeedGas: 9,
} as const;
