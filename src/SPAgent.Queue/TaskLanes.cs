using NATS.Client.JetStream;

namespace SPAgent;

/// <summary>Takes tasks from the lanes of a run, no more than can begin at once.</summary>
/// <param name="queue">The server.</param>
/// <param name="workers">Tasks at work at once.</param>
/// <param name="begin">Does a task; never throws.</param>
internal sealed class TaskLanes(QueueConnection queue, int workers, Func<INatsJSMsg<byte[]>, string, Task> begin)
    : IDisposable
{
    private static readonly TimeSpan s_longestFetch = TimeSpan.FromSeconds(5);

    private static readonly string[] s_lanes = [QueueNames.Again, QueueNames.New];

    private readonly Dictionary<string, INatsJSConsumer> _consumers = [];
    private readonly SemaphoreSlim _slots = new(workers);
    private int _suspects;

    /// <summary>Takes until the run is complete.</summary>
    /// <param name="stays">Whether it goes on even then.</param>
    /// <param name="taking">Ends it.</param>
    public async Task TakeAsync(bool stays, CancellationToken taking)
    {
        QueueOptions options = queue.Options;
        long looked = options.TimeProvider.GetTimestamp() - options.TimeProvider.TimestampFrequency * 3600;
        bool failed = false;
        long? failing = null;
        while (true)
        {
            await _slots.WaitAsync(taking).ConfigureAwait(false);
            int free = 1;
            while (free < workers && _slots.Wait(0, CancellationToken.None)) free++;
            int begun = 0;
            try
            {
                // While nothing can be taken, the run may end.
                if (failed && !stays && await IsCompleteAsync(taking).ConfigureAwait(false)) return;
                failed = false;
                bool looks = options.TimeProvider.GetElapsedTime(looked) >= QueueConnection.Look / 4;
                if (looks)
                {
                    looked = options.TimeProvider.GetTimestamp();
                    if (Interlocked.CompareExchange(ref _suspects, 1, 0) == 0)
                    {
                        int suspects = 0;
                        try
                        {
                            suspects = await FetchAsync(QueueNames.Suspect, 1, waits: false, taking)
                                .ConfigureAwait(false);
                        }
                        finally
                        {
                            // One that is at work gives the place back itself.
                            if (suspects == 0) Volatile.Write(ref _suspects, 0);
                        }

                        begun += suspects;
                    }
                }

                foreach (string lane in s_lanes)
                {
                    if (begun == free || (lane == QueueNames.Again && !looks)) continue;
                    begun += await FetchAsync(lane, free - begun, waits: false, taking)
                        .ConfigureAwait(false);
                }

                if (begun == 0)
                {
                    if (!stays && await IsCompleteAsync(taking).ConfigureAwait(false)) return;
                    begun += await FetchAsync(QueueNames.New, 1, waits: true, taking)
                        .ConfigureAwait(false);
                }

                queue.Worked(ref failing);
            }
            catch (Exception problem) when (!taking.IsCancellationRequested && QueueConnection.MayPass(problem))
            {
                queue.Failed(problem, ref failing);
                // Those that the server lost are looked up anew.
                _consumers.Clear();
                failed = true;
                await Task.Delay(TimeSpan.FromMilliseconds(250), options.TimeProvider, taking).ConfigureAwait(false);
            }
            finally
            {
                if (free > begun) _slots.Release(free - begun);
            }
        }
    }

    /// <summary>Waits for what is at work.</summary>
    public async Task FinishAsync()
    {
        for (int i = 0; i < workers; i++) await _slots.WaitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    public void Dispose() => _slots.Dispose();

    private async Task<int> FetchAsync(string lane, int most, bool waits, CancellationToken taking)
    {
        QueueOptions options = queue.Options;
        if (!_consumers.TryGetValue(lane, out INatsJSConsumer? consumer))
        {
            _consumers[lane] = consumer = await queue.Js.GetConsumerAsync(queue.Names.Tasks, lane, taking)
                .ConfigureAwait(false);
        }

        // A server that went away in between answers never; large rows on a slow line come one by one.
        using CancellationTokenSource asking = CancellationTokenSource.CreateLinkedTokenSource(taking);
        asking.CancelAfter(s_longestFetch);
        // A short wait: other lanes are looked at in between.
        NatsJSFetchOpts fetch = waits
            ? new() { MaxMsgs = most, Expires = TimeSpan.FromSeconds(1) }
            : new() { MaxMsgs = most };
        IAsyncEnumerable<INatsJSMsg<byte[]>> messages = waits
            ? consumer.FetchAsync<byte[]>(fetch, cancellationToken: asking.Token)
            : consumer.FetchNoWaitAsync<byte[]>(fetch, cancellationToken: asking.Token);
        int begun = 0;
        try
        {
            await foreach (INatsJSMsg<byte[]> message in messages.ConfigureAwait(false))
            {
                begun++;
                asking.CancelAfter(s_longestFetch);
                _ = BeginAsync(message, lane);
            }
        }
        catch (Exception) when (begun > 0)
        {
            // What came is at work; the next look finds out what is wrong.
        }

        return begun;
    }

    private async Task BeginAsync(INatsJSMsg<byte[]> message, string lane)
    {
        try
        {
            await Task.Yield();
            await begin(message, lane).ConfigureAwait(false);
        }
        finally
        {
            if (lane == QueueNames.Suspect) Volatile.Write(ref _suspects, 0);
            _slots.Release();
        }
    }

    private async Task<bool> IsCompleteAsync(CancellationToken stop) =>
        await queue.ReadKeyAsync(QueueNames.StateKey, stop).ConfigureAwait(false) is { } state
            && System.Text.Encoding.UTF8.GetString(state.Value) == QueueState.Complete;
}
