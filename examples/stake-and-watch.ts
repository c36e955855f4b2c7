/*
 * Stakes tokens as a development account, sees the stake arrive over the feed, and claims its reward.
 * Run beside `npm run dev`:  node examples/stake-and-watch.ts
 */
import { createPublicClient, createWalletClient, http, parseUnits } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { rwaTokenAbi } from '../contracts/abi/rwa-token.ts';
import { stakingAbi } from '../contracts/abi/staking.ts';
import { loadDeployment } from '../ignition/deployments.ts';
import { API_URL, DEPLOYMENTS_DIR, MNEMONIC, RPC_URL } from './settings.ts';

/** The flexible tier: a stake there can leave at any time. */
const FLEXIBLE = 0;

const account = mnemonicToAccount(MNEMONIC, { addressIndex: 8 });
const transport = http(RPC_URL);
const chain = createPublicClient({ chain: foundry, transport, pollingInterval: 100 });
const wallet = createWalletClient({ chain: foundry, transport, account });
const { contracts } = loadDeployment(foundry.id, DEPLOYMENTS_DIR);
const token = { address: contracts.rwaToken, abi: rwaTokenAbi } as const;
const staking = { address: contracts.staking, abi: stakingAbi } as const;

/** Waits until a transaction is mined. */
async function mined(sent: Promise<`0x${string}`>): Promise<void> {
  const { status } = await chain.waitForTransactionReceipt({ hash: await sent });
  if (status !== 'success') throw new Error('The transaction reverted');
}

// The feed tells of every stake; ours is the one whose account we are.
const socket = new WebSocket(`${API_URL.replace(/^http/, 'ws')}/ws`);
const seen = new Promise<{ positionId: string; amount: string }>((resolve, reject) => {
  socket.onopen = () => socket.send(JSON.stringify({ type: 'subscribe', channels: ['staking'] }));
  socket.onerror = () => reject(new Error(`No feed at ${API_URL}: is \`npm run dev\` running?`));
  socket.onmessage = ({ data }) => {
    const entry = JSON.parse(data);
    if (entry.type === 'error') reject(new Error(entry.message));
    const isOurs = entry.event === 'Staked' && entry.data.account === account.address.toLowerCase();
    if (isOurs && entry.op === 'apply') resolve(entry.data);
  };
});

const amount = parseUnits('10', 18);
const quoted = await fetch(`${API_URL}/api/staking/quote`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ token: token.address, tier: FLEXIBLE, amount: `${amount}` }),
});
const quote = await quoted.json();
console.log(
  `10 ${quote.data.token.symbol} at ${quote.data.rate.percent} % a year, simple interest`,
);

await mined(
  wallet.writeContract({ ...token, functionName: 'approve', args: [staking.address, amount] }),
);
const stake = [token.address, FLEXIBLE, amount] as const;
await mined(wallet.writeContract({ ...staking, functionName: 'stake', args: stake }));

const { positionId } = await seen;
console.log(`The feed shows stake ${positionId}`);
socket.close();

// A second of interest is enough to claim something.
const before = (await chain.getBlock()).timestamp;
while ((await chain.getBlock()).timestamp <= before + 1n)
  await new Promise((go) => setTimeout(go, 200));
await mined(
  wallet.writeContract({ ...staking, functionName: 'claim', args: [BigInt(positionId)] }),
);
const position = await chain.readContract({
  ...{ ...staking, functionName: 'positionOf', args: [BigInt(positionId)] },
});
console.log(`Claimed ${position.claimed} base units`);
