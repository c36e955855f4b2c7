const isTerminal = process.stdout.isTTY;

function dim(text: string): string {
  return isTerminal ? `\u001b[2m${text}\u001b[22m` : text;
}

/** Does one step of the start and prints its line with how long it took. */
export async function step<Result>(title: string, work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  try {
    const result = await work();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(`  ✓ ${title.padEnd(34)} ${dim(`${seconds} s`)}\n`);
    return result;
  } catch (error) {
    process.stdout.write(`  ✗ ${title}\n`);
    throw error;
  }
}
