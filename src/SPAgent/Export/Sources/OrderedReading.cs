using System.Runtime.CompilerServices;

namespace SPAgent;

/// <summary>Reads items on several threads and hands them out in order, few at a time, so that memory does not grow with their number.</summary>
internal static class OrderedReading
{
    public static async IAsyncEnumerable<ExportItem> ReadAsync(IExportSource source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int ahead = Math.Clamp(Environment.ProcessorCount, 2, 16) * 2;
        Queue<Task<ExportItem>> reading = new(ahead);
        try
        {
            foreach (string name in source.Names())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (reading.Count == ahead) yield return await reading.Dequeue().ConfigureAwait(false);
                reading.Enqueue(Task.Run(() => source.ReadAsync(name, cancellationToken), cancellationToken));
            }

            while (reading.Count > 0) yield return await reading.Dequeue().ConfigureAwait(false);
        }
        finally
        {
            foreach (Task<ExportItem> left in reading) await Discard(left).ConfigureAwait(false);
        }
    }

    private static async Task Discard(Task<ExportItem> left)
    {
        try
        {
            (await left.ConfigureAwait(false)).Dispose();
        }
        catch (Exception)
        {
            // The reading ended already, by an error or a cancellation that is on its way to the caller.
        }
    }
}
