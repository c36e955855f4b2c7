import { loadEnv } from '../api/env.ts';

const env = loadEnv();

/** Where `npm run dev` serves; HOST, PORT and RPC_URL change it, there as here. */
export const API_URL = `http://${env.HOST}:${env.PORT}`;
export const RPC_URL = env.RPC_URL;

/** Folder of Ignition's record of the deployment. */
export const DEPLOYMENTS_DIR = env.DEPLOYMENTS_DIR;

/** Known to everyone: the accounts of every local chain. Accounts 8 and 9 are free to use. */
export const MNEMONIC = 'test test test test test test test test test test test junk';
