/* global React, ReactDOM, GraphiQL */

const QUERY = `{
  _meta { block { number hash timestamp } status lagBlocks }
  trades(orderBy: "id", orderDirection: "desc", limit: 10) {
    items { id state seller buyer amount price }
    totalCount
  }
}
`;

const fetcher = GraphiQL.createFetcher({ url: '/graphql' });
const page = React.createElement(GraphiQL, { fetcher, defaultQuery: QUERY });
ReactDOM.createRoot(document.getElementById('graphiql')).render(page);
