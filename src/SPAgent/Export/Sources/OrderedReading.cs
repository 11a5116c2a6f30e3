using System.Runtime.CompilerServices;

namespace SPAgent;

/// <summary>
/// Reads and renders items on several threads and hands them out in order, few batches at a time, so that memory does
/// not grow with their number.
/// </summary>
internal static class OrderedReading
{
    // Past this many bytes a batch is full, however few items are in it, and nothing more is begun while as many wait.
    private const int Full = 16 << 20;

    public static async IAsyncEnumerable<RenderedBatch> ReadAsync(
        IExportSource source, Action<ExportItem, RenderedBatch> render, [EnumeratorCancellation]
        CancellationToken cancellationToken)
    {
        // Enough that the threads have work while the disk keeps whoever takes the batches.
        int ahead = Math.Clamp(Environment.ProcessorCount, 2, 16) * 8;
        Queue<Task<List<RenderedBatch>>> reading = new(ahead);
        long waiting = 0;
        try
        {
            foreach (string[] names in source.Names().Chunk(source.Batch))
            {
                cancellationToken.ThrowIfCancellationRequested();
                while (reading.Count == ahead || (reading.Count > 0 && Interlocked.Read(ref waiting) > Full))
                {
                    foreach (RenderedBatch batch in await reading.Dequeue().ConfigureAwait(false))
                        yield return Leaving(batch);
                }

                // In the order of the queue: a thread of the pool would begin with the newest, and everybody waits for
                // the oldest.
                reading.Enqueue(Task.Factory.StartNew(
                    () => ReadAsync(names), cancellationToken, TaskCreationOptions.PreferFairness,
                    TaskScheduler.Default).Unwrap());
            }

            while (reading.Count > 0)
            {
                foreach (RenderedBatch batch in await reading.Dequeue().ConfigureAwait(false))
                    yield return Leaving(batch);
            }
        }
        finally
        {
            foreach (Task<List<RenderedBatch>> left in reading) await Discard(left).ConfigureAwait(false);
        }

        async Task<List<RenderedBatch>> ReadAsync(string[] names)
        {
            List<RenderedBatch> batches = [new()];
            foreach (string name in names)
            {
                if (batches[^1].Text.Written.Length > Full) batches.Add(new());
                render(await source.ReadAsync(name, cancellationToken).ConfigureAwait(false), batches[^1]);
            }

            foreach (RenderedBatch batch in batches) Interlocked.Add(ref waiting, batch.Text.Written.Length);
            return batches;
        }

        RenderedBatch Leaving(RenderedBatch batch)
        {
            Interlocked.Add(ref waiting, -batch.Text.Written.Length);
            return batch;
        }
    }

    private static async Task Discard(Task<List<RenderedBatch>> left)
    {
        try
        {
            foreach (RenderedBatch batch in await left.ConfigureAwait(false)) batch.Dispose();
        }
        catch (Exception)
        {
            // The reading ended already, by an error or a cancellation that is on its way to the caller.
        }
    }
}
