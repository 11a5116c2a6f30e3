namespace SPAgent.Tests.Sandbox;

/// <summary>What the model is told of a call that took too long.</summary>
public sealed class CallVerdictTests
{
    private const byte Sigkill = 9, Sigxcpu = 24;

    /// <summary>A loop alone on its core comes to both limits at once; which of them ends it is a matter of
    /// chance.</summary>
    [Theory]
    [InlineData(WorkerEnd.WallTime, Sigkill, 10.01, 9.7, "10s")]
    [InlineData(WorkerEnd.Exited, Sigxcpu, 9.98, 10.0, "10s")]
    [InlineData(WorkerEnd.Exited, Sigkill, 9.99, 9.96, "10s")]
    [InlineData(WorkerEnd.Exited, Sigxcpu, 5.1, 10.0, "10s of processor time")]
    public void The_clock_has_the_word_where_both_limits_are_reached(byte reason, byte signal, double wall, double cpu,
        string limit)
    {
        WorkerEnd end = new(reason, signal, 0, TimeSpan.FromSeconds(wall), TimeSpan.FromSeconds(cpu), 0);
        PythonCallResult result = CallVerdict.Of(end, new ResultReader(1), "", new PythonSandboxOptions());
        Assert.Equal((PythonCallStatus.Timeout, $"Error: Code execution timeout (>{limit})"),
            (result.Status, result.Message));
    }

    [Fact]
    public void A_time_is_told_alike_in_every_culture()
    {
        using OtherCulture culture = new();
        WorkerEnd end = new(WorkerEnd.WallTime, Sigkill, 0, TimeSpan.FromSeconds(1.5), TimeSpan.Zero, 0);
        PythonSandboxOptions options = new() { WallTime = TimeSpan.FromSeconds(1.5) };
        Assert.Equal("Error: Code execution timeout (>1.5s)",
            CallVerdict.Of(end, new ResultReader(1), "", options).Message);
    }

    [Fact]
    public void A_call_killed_early_did_not_run_out_of_time()
    {
        WorkerEnd end = new(WorkerEnd.Exited, Sigkill, 0, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 0);
        Assert.Equal(PythonCallStatus.Killed,
            CallVerdict.Of(end, new ResultReader(1), "", new PythonSandboxOptions()).Status);
    }
}
