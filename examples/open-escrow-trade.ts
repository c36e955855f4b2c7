/*
 * Offers tokens for an on-chain payment as one development account, accepts as another, and follows the trade to its
 * end over the feed. Run beside `npm run dev`:  node examples/open-escrow-trade.ts
 */
import {
  createPublicClient,
  createWalletClient,
  http,
  parseEventLogs,
  parseUnits,
  zeroAddress,
  zeroHash,
} from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { rwaTokenAbi } from '../contracts/abi/rwa-token.ts';
import { testUsdAbi } from '../contracts/abi/test-usd.ts';
import { tradeEscrowAbi } from '../contracts/abi/trade-escrow.ts';
import { loadDeployment } from '../ignition/deployments.ts';
import { API_URL, DEPLOYMENTS_DIR, MNEMONIC, RPC_URL } from './settings.ts';

const transport = http(RPC_URL);
const chain = createPublicClient({ chain: foundry, transport, pollingInterval: 100 });
const walletOf = (addressIndex: number) =>
  createWalletClient({
    ...{ chain: foundry, transport },
    account: mnemonicToAccount(MNEMONIC, { addressIndex }),
  });
const [seller, buyer] = [walletOf(8), walletOf(9)];
const { contracts } = loadDeployment(foundry.id, DEPLOYMENTS_DIR);
const token = { address: contracts.rwaToken, abi: rwaTokenAbi } as const;
const usd = { address: contracts.testUsd, abi: testUsdAbi } as const;
const escrow = { address: contracts.tradeEscrow, abi: tradeEscrowAbi } as const;

/** Waits until a transaction is mined and gives its logs. */
async function mined(sent: Promise<`0x${string}`>) {
  const { status, logs } = await chain.waitForTransactionReceipt({ hash: await sent });
  if (status !== 'success') throw new Error('The transaction reverted');
  return logs;
}

// Two tokens for 210 tUSD, to anyone; the escrow pulls both sides when they are due.
const [amount, price] = [parseUnits('2', 18), parseUnits('210', 6)];
await mined(
  seller.writeContract({ ...token, functionName: 'approve', args: [escrow.address, amount] }),
);
await mined(
  buyer.writeContract({ ...usd, functionName: 'approve', args: [escrow.address, price] }),
);
const { timestamp } = await chain.getBlock();
const terms = {
  ...{ token: token.address, amount, buyer: zeroAddress },
  ...{ paymentToken: usd.address, price, policyId: 1, termsHash: zeroHash },
  expiresAt: timestamp + 3_600n,
};
const logs = await mined(
  seller.writeContract({ ...escrow, functionName: 'createTrade', args: [terms] }),
);
const [created] = parseEventLogs({ abi: tradeEscrowAbi, eventName: 'TradeCreated', logs });
if (created === undefined) throw new Error('The offer was mined without its event');
const { tradeId } = created.args;
console.log(`Offered trade ${tradeId}`);

// Following from the trade's first event on: nothing is missed, whenever the connection comes.
const socket = new WebSocket(`${API_URL.replace(/^http/, 'ws')}/ws`);
const completed = new Promise<void>((resolve, reject) => {
  socket.onopen = () =>
    socket.send(JSON.stringify({ type: 'subscribe', channels: [`trade:${tradeId}`] }));
  socket.onerror = () => reject(new Error(`No feed at ${API_URL}: is \`npm run dev\` running?`));
  socket.onmessage = async ({ data }) => {
    const entry = JSON.parse(data);
    if (entry.type === 'error') reject(new Error(entry.message));
    if (entry.type === 'subscribed') {
      await mined(buyer.writeContract({ ...escrow, functionName: 'acceptTrade', args: [tradeId] }));
    }
    if (entry.type === 'event')
      console.log(`${entry.op} ${entry.event} in block ${entry.block.number}`);
    if (entry.event === 'TradeCompleted' && entry.op === 'apply') resolve();
  };
});
await completed;
socket.close();

const answer = await (await fetch(`${API_URL}/api/trades/${tradeId}`)).json();
console.log(`Trade ${tradeId} is ${answer.data.state}, block ${answer.data.updated.block.number}`);
