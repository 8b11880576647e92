/**
 * Does the work on each item, as many at once as there are lanes; each lane takes the next item when it has done one.
 * @throws {AggregateError} with every error, after all items.
 */
export async function inLanes<Lane, Item>(
  lanes: readonly Lane[],
  items: readonly Item[],
  work: (lane: Lane, item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const errors: unknown[] = [];
  const drive = async (lane: Lane) => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      try {
        await work(lane, item);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(lanes.map(drive));
  if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join("\n"));
}
