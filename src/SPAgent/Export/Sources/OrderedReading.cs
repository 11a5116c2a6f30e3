using System.Runtime.CompilerServices;

namespace SPAgent;

/// <summary>Reads items on several threads and hands them out in order, few at a time, so that memory does not grow with their number.</summary>
internal static class OrderedReading
{
    public static async IAsyncEnumerable<ExportItem> ReadAsync(IExportSource source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int ahead = Math.Clamp(Environment.ProcessorCount, 2, 16) * 2;
        Queue<Task<List<ExportItem>>> reading = new(ahead);
        try
        {
            foreach (string[] names in source.Names().Chunk(source.Batch))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (reading.Count == ahead)
                {
                    foreach (ExportItem item in await reading.Dequeue().ConfigureAwait(false)) yield return item;
                }

                // In the order of the queue: a thread of the pool would begin with the newest, and everybody waits for the oldest.
                reading.Enqueue(Task.Factory.StartNew(
                    () => ReadAsync(source, names, cancellationToken), cancellationToken, TaskCreationOptions.PreferFairness, TaskScheduler.Default).Unwrap());
            }

            while (reading.Count > 0)
            {
                foreach (ExportItem item in await reading.Dequeue().ConfigureAwait(false)) yield return item;
            }
        }
        finally
        {
            foreach (Task<List<ExportItem>> left in reading) await Discard(left).ConfigureAwait(false);
        }
    }

    private static async Task<List<ExportItem>> ReadAsync(IExportSource source, string[] names, CancellationToken cancellationToken)
    {
        List<ExportItem> items = new(names.Length);
        foreach (string name in names) items.Add(await source.ReadAsync(name, cancellationToken).ConfigureAwait(false));
        return items;
    }

    private static async Task Discard(Task<List<ExportItem>> left)
    {
        try
        {
            foreach (ExportItem item in await left.ConfigureAwait(false)) item.Dispose();
        }
        catch (Exception)
        {
            // The reading ended already, by an error or a cancellation that is on its way to the caller.
        }
    }
}
