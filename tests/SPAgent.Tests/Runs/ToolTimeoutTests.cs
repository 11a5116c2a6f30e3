using System.Text.Json;

namespace SPAgent.Tests.Runs;

/// <summary>A tool that hangs costs its call, not the run. The clock of these tests skips the time that a call may
/// take.</summary>
public sealed class ToolTimeoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualResetEventSlim _end = new();

    public void Dispose()
    {
        _end.Set();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("waits and listens")]
    [InlineData("waits and does not listen")]
    [InlineData("blocks its thread")]
    public async Task The_model_is_told_and_the_conversation_goes_on(string how)
    {
        ScriptedModel model = ScriptedModel.Saying("<tool_call>{\"name\": \"hang\", \"arguments\": {}}</tool_call>",
            "<answer>1.5, 2.5</answer>");
        DistillationOptions options = new()
        {
            Samples = 1,
            Tools = [new Hanging(how, _end)],
            ToolTimeout = TimeSpan.FromSeconds(90),
            TimeProvider = new SteppedTime(skip: TimeSpan.FromSeconds(90)),
        };
        DistillationSummary summary =
            await new DistillationRun(model, StreetFolder.Make(_folder["streets"], rows: 1), _folder["traces"], options)
            .ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((1, 0), (summary.Done, summary.Failed));
        ToolCall call = Assert.Single(Trace.Load(_folder["traces", "trace_00000.json"]).ToolCalls);
        Assert.Equal((false, "Error: The tool gave no result within 90 s.", null),
            (call.Success, call.Message, call.ObservationSha256));
        Assert.Equal("Error: The tool gave no result within 90 s.", model.Requests[1][^1].Text);
    }

    [Fact]
    public async Task The_time_is_told_alike_in_every_culture()
    {
        using OtherCulture culture = new();
        TimeSpan limit = TimeSpan.FromSeconds(1.5);
        string told = await TimedCall.RunAsync(async stop =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
            return "never";
        }, said => said, limit, new SteppedTime(skip: limit), TestContext.Current.CancellationToken);
        Assert.Equal("Error: The tool gave no result within 1.5 s.", told);
    }

    [Fact]
    public async Task A_run_that_is_stopped_does_not_wait_for_it()
    {
        using CancellationTokenSource stop = new();
        ScriptedModel model = ScriptedModel.Saying("<tool_call>{\"name\": \"hang\", \"arguments\": {}}</tool_call>");
        DistillationOptions options = new()
        { Samples = 1, Tools = [new Hanging("waits and does not listen", _end, stop.Cancel)] };
        DistillationRun run = new(model, StreetFolder.Make(_folder["streets"], rows: 1), _folder["traces"], options);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.ExecuteAsync(cancellationToken: stop.Token));
        Assert.False(File.Exists(_folder["traces", "failures.jsonl"]));
    }

    private sealed class Hanging(string how, ManualResetEventSlim end, Action? called = null) : ImageTool
    {
        public override string Name => "hang";

        public override string Description => "Hangs.";

        public override JsonElement Schema { get; } = JsonElement.Parse("""{"type": "object", "properties": {}}""");

        public override async ValueTask<ImageToolResult> CallAsync(RasterImage image, JsonElement arguments,
            CancellationToken cancellationToken = default)
        {
            called?.Invoke();
            if (how == "waits and listens") await Task.Delay(Timeout.Infinite, cancellationToken);
            else if (how == "blocks its thread") end.Wait(CancellationToken.None);
            else await new TaskCompletionSource().Task;
            return ImageToolResult.Failed("never");
        }
    }
}
