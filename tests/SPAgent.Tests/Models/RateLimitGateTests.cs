namespace SPAgent.Tests;

public sealed class RateLimitGateTests
{
    private readonly SteppedTime _time = new(skip: TimeSpan.Zero);

    [Fact]
    public async Task One_refusal_pauses_everyone()
    {
        using RateLimitGate gate = Gate();
        int first = await EnterAsync(gate);
        gate.Pause(first, TimeSpan.FromSeconds(10));
        gate.Leave(first, answered: false);

        Task<int> waiting = EnterAsync(gate);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(waiting.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(first + 1, await waiting);
    }

    [Fact]
    public async Task After_a_pause_one_goes_first_and_each_answer_lets_one_more_go_at_once()
    {
        using RateLimitGate gate = Gate();
        int first = await EnterAsync(gate);
        gate.Pause(first, TimeSpan.FromSeconds(10));
        gate.Leave(first, answered: false);
        Task<int>[] waiting = [.. Enumerable.Range(0, 8).Select(_ => EnterAsync(gate))];

        _time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(1, await AdmittedAsync(waiting, 1));
        gate.Leave(first + 1, answered: true);
        Assert.Equal(3, await AdmittedAsync(waiting, 3));
        gate.Leave(first + 1, answered: true);
        gate.Leave(first + 1, answered: true);
        Assert.Equal(7, await AdmittedAsync(waiting, 7));
    }

    [Fact]
    public async Task Refusals_of_the_same_wave_count_once()
    {
        using RateLimitGate gate = Gate();
        int[] wave = [await EnterAsync(gate), await EnterAsync(gate), await EnterAsync(gate)];
        foreach (int round in wave)
        {
            gate.Pause(round, retryAfter: null);
            gate.Leave(round, answered: false);
        }

        Task<int> waiting = EnterAsync(gate);
        _time.Advance(TimeSpan.FromSeconds(1.2));

        Assert.Equal(wave[0] + 1, await waiting);
    }

    [Fact]
    public async Task The_oldest_request_goes_first()
    {
        using RateLimitGate gate = Gate();
        long old = gate.Ticket();
        int first = await EnterAsync(gate);
        gate.Pause(first, TimeSpan.FromSeconds(10));
        gate.Leave(first, answered: false);
        Task<int> young = EnterAsync(gate);
        Task<int> oldest = gate.EnterAsync(old, TestContext.Current.CancellationToken).AsTask();

        _time.Advance(TimeSpan.FromSeconds(12));

        await oldest;
        Assert.False(young.IsCompleted);
    }

    [Fact]
    public async Task A_cancelled_wait_takes_no_place()
    {
        using RateLimitGate gate = Gate();
        int first = await EnterAsync(gate);
        gate.Pause(first, TimeSpan.FromSeconds(10));
        gate.Leave(first, answered: false);
        using CancellationTokenSource cancel = new();
        Task<int> cancelled = gate.EnterAsync(gate.Ticket(), cancel.Token).AsTask();
        Task<int> waiting = EnterAsync(gate);

        await cancel.CancelAsync();
        _time.Advance(TimeSpan.FromSeconds(12));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await waiting;
    }

    [Fact]
    public async Task Nobody_waits_at_a_gate_that_is_gone()
    {
        RateLimitGate gate = Gate();
        int first = await EnterAsync(gate);
        gate.Pause(first, TimeSpan.FromSeconds(10));
        Task<int> waiting = EnterAsync(gate);

        gate.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
    }

    private RateLimitGate Gate() => new(new OpenAICompatibleOptions { TimeProvider = _time }, new Jitter(1));

    private static Task<int> EnterAsync(RateLimitGate gate) =>
        gate.EnterAsync(gate.Ticket(), TestContext.Current.CancellationToken).AsTask();

    /// <summary>Waits until so many have a place, then counts.</summary>
    private static async Task<int> AdmittedAsync(Task<int>[] waiting, int atLeast)
    {
        await Task.WhenAll(waiting.Take(atLeast));
        return waiting.Count(task => task.IsCompleted);
    }
}
