import type { buildModule } from '@nomicfoundation/hardhat-ignition/modules';

export type IgnitionModuleBuilder = Parameters<Parameters<typeof buildModule>[1]>[0];
export type Contract = Parameters<IgnitionModuleBuilder['call']>[0];
export type Parameter = ReturnType<IgnitionModuleBuilder['getParameter']>;
export type Account = ReturnType<IgnitionModuleBuilder['getAccount']>;
export type Call = ReturnType<IgnitionModuleBuilder['call']>;

/** Grants a role by the name of its constant. */
export function grant(
  m: IgnitionModuleBuilder,
  contract: Contract,
  { role, to, label = 'operations' }: { role: string; to: Parameter | Account; label?: string },
): Call {
  const name = contract.id.replace('#', '_');
  const id = m.staticCall(contract, role, [], 0, { id: `${name}_${role}_for_${label}` });
  return m.call(contract, 'grantRole', [id, to], { id: `${name}_grant_${role}_to_${label}` });
}
