/*
 * Asks for assets and the newest trades in one question, read at one block.
 * Run beside `npm run dev`:  node examples/query-graphql.ts
 */
import { formatUnits } from 'viem';
import { API_URL } from './settings.ts';

const query = `query Overview($trades: Int!) {
  _meta { block { number hash } status lagBlocks }
  assets(orderBy: "id") {
    items { id name location rwaToken { symbol decimals totalSupply nav } }
  }
  trades(orderBy: "id", orderDirection: "desc", limit: $trades) {
    totalCount
    items { id state amount seller buyer }
  }
}`;

const response = await fetch(`${API_URL}/graphql`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
  body: JSON.stringify({ query, variables: { trades: 3 } }),
});
const { data, errors } = await response.json();
if (errors !== undefined) throw new Error(errors[0].message);

const { block, status } = data._meta;
console.log(`Block ${block.number} (${status}), ${data.trades.totalCount} trades`);
for (const { id, name, location, rwaToken } of data.assets.items) {
  const { symbol, decimals, totalSupply, nav } = rwaToken;
  const supply = formatUnits(BigInt(totalSupply), decimals);
  const value =
    nav === null ? 'no net asset value yet' : `${formatUnits(BigInt(nav), 18)} USD each`;
  console.log(`asset ${id}  ${name}, ${location}  ${supply} ${symbol}, ${value}`);
}
for (const { id, state, amount } of data.trades.items) {
  console.log(`trade ${id}  ${state}  ${formatUnits(BigInt(amount), 18)}`);
}
