using System.Collections.Concurrent;

namespace SPAgent;

/// <summary>
/// A few threads for calls that only wait for the disk. Not the pool's: that has as many threads as the machine has
/// cores, grows slowly, and belongs to the caller's work.
/// </summary>
internal static class FlushThreads
{
    private const int Helpers = 7;

    private static readonly BlockingCollection<Action> s_work = [];
    private static int s_started;

    /// <summary>Does <paramref name="act"/> for every item, some at once, on these threads and the caller's. It must
    /// not throw.</summary>
    public static void ForEach<T>(IReadOnlyList<T> items, Action<T> act)
    {
        int next = -1;
        int helpers = Math.Min(Helpers, items.Count - 1);
        var done = new CountdownEvent(helpers + 1);
        for (int i = 0; i < helpers; i++)
        {
            StartThread();
            s_work.Add(Drain);
        }

        Drain();
        done.Wait();

        void Drain()
        {
            for (int i = Interlocked.Increment(ref next); i < items.Count; i = Interlocked.Increment(ref next))
                act(items[i]);
            done.Signal();
        }
    }

    private static void StartThread()
    {
        if (Volatile.Read(ref s_started) >= Helpers || Interlocked.Increment(ref s_started) > Helpers) return;
        new Thread(static () =>
        {
            foreach (Action work in s_work.GetConsumingEnumerable()) work();
        })
        { IsBackground = true, Name = "SPAgent flush" }.Start();
    }
}
