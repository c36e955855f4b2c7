// @ts-check

/*
 * Shapes that several modules of this page share; nothing here runs. What the API and the feed send is typed by their
 * own wire modules.
 */

/**
 * @typedef {import('../api/trades/wire.ts').Trade} Trade
 * @typedef {import('../api/trades/wire.ts').TradeDetail} TradeDetail
 * @typedef {Trade['state']} TradeState
 * @typedef {Trade['status']} Finality
 */

/** @typedef {{ number: string, hash: string }} BlockId Block by height and hash. */

/**
 * @typedef {import('../api/feed/wire.ts').EventEntry} EventEntry
 * @typedef {import('../api/feed/wire.ts').ReorgEntry} ReorgEntry
 * @typedef {import('../api/feed/wire.ts').FinalizedEntry} FinalizedEntry
 * @typedef {import('../api/feed/wire.ts').ServerFrame} ServerFrame
 * @typedef {EventEntry | ReorgEntry | FinalizedEntry} Entry One entry of the feed's log.
 */

/**
 * @typedef {object} Row One trade as it stood after a block.
 * @property {string} id
 * @property {string} seller
 * @property {string | null} buyer Null while an open offer has no buyer.
 * @property {string} token
 * @property {string} amount Base units of `token`.
 * @property {{ token: string | null, price: string } | null} payment Null until its terms are known.
 * @property {TradeState} state
 * @property {{ block: BlockId, at: number }} created
 * @property {{ block: BlockId, at: number, logIndex: number }} updated Newest change; an answer of the API covers its
 * whole block, so its `logIndex` is infinite.
 */

/** @typedef {{ key: string, row: Row }} Ghost What a row showed before a reorg undid it. */

/**
 * @typedef {object} Line One line of the event list.
 * @property {string} key
 * @property {'event' | 'reorg' | 'gap' | 'start' | 'state'} kind `state` is a trade's state as the API told it when
 * the page was opened; `start` stands above those.
 * @property {string | null} tradeId
 * @property {string} name Event name; the state's for a `state` line.
 * @property {string | null} entryId
 * @property {BlockId | null} block
 * @property {number | null} at Unix seconds: the block's, or the reader's clock's for a gap; a reorg has none.
 * @property {Record<string, string | boolean | string[]>} data
 * @property {boolean} reorged
 */

/** @typedef {{ symbol: string | null, decimals: number }} Token */

/**
 * @typedef {object} Market Everything the page knows of the trades.
 * @property {boolean} loaded Whether the API's list has been read once.
 * @property {boolean} complete Whether `rows` holds every trade there is.
 * @property {boolean} wanted Whether the API must be read again, for what entries alone cannot tell.
 * @property {number} seq Sequence number of the newest entry folded in.
 * @property {number} reorgs Reorgs seen.
 * @property {bigint} reflected Height up to which the API's list covers the present chain.
 * @property {bigint} safe
 * @property {bigint} finalized
 * @property {ReadonlyMap<string, readonly Row[]>} rows By trade id; the first is what stands, the others what stood
 * before and will stand again if a reorg undoes it.
 * @property {readonly Ghost[]} ghosts Newest first.
 * @property {number} ghostCount Ghosts ever, so that dropped ones stay counted.
 * @property {readonly Line[]} lines Newest first.
 * @property {ReadonlyMap<string, Token>} tokens By address.
 */

export {};
