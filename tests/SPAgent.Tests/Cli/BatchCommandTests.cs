using System.Diagnostics;

namespace SPAgent.Tests.Cli;

/// <summary><c>spagent distill --batch</c> as a process that is killed and told to end.</summary>
public sealed class BatchCommandTests : IAsyncDisposable
{
    private const int Rows = 5;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeBatchServer _server = new();
    private readonly TaskCompletionSource _made = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BatchCommandTests() => StreetFolder.Make(_folder["streets"], Rows);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Killed_while_the_batch_is_at_work_the_same_command_finds_it()
    {
        _server.End = _ => null;
        _server.Before = request => Seen(request, "GET", "/v1/batches/");
        using (Process process = CommandLine.Start(Arguments()))
        {
            await _made.Task.WaitAsync(TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await DemandFinishedAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_while_the_batch_is_made_the_same_command_makes_no_second_one(bool wasMade)
    {
        // The answer never comes: whether it was made nobody on this side knows.
        FakeReply? Hold(FakeRequest request) => wasMade && request.Method == "POST" ? null
            : Seen(request, wasMade ? "GET" : "POST", "/v1/batches") is null && _made.Task.IsCompleted
                ? FakeReply.Silence : null;
        _server.Before = Hold;
        _server.LosesAnswers = wasMade;
        using (Process process = CommandLine.Start(Arguments()))
        {
            await _made.Task.WaitAsync(TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        _server.LosesAnswers = false;
        await DemandFinishedAsync();
    }

    [Fact]
    public async Task SIGTERM_ends_the_wait_and_the_batch_goes_on()
    {
        _server.End = _ => null;
        _server.Before = request => Seen(request, "GET", "/v1/batches/");
        using (Process process = CommandLine.Start(Arguments()))
        {
            await _made.Task.WaitAsync(TestContext.Current.CancellationToken);
            using (Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(143, process.ExitCode);
        }

        await DemandFinishedAsync();
    }

    [Fact]
    public async Task A_failed_request_is_a_failure_of_the_command_and_a_cost_is_told()
    {
        int asked = 0;
        _server.Reply = _ => ++asked == 1 ? FakeBatchServer.Refuses(400, "no")
            : FakeBatchServer.Says("<answer>1, 2</answer>");
        CommandLine.Outcome outcome =
            await CommandLine.RunAsync([.. Arguments(), "--price-in", "1000000", "--price-out", "0"]);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal((Rows - 1) * 11.0, outcome.Json.GetProperty("cost").GetDouble());
        Assert.Contains("batch batch_1: completed", outcome.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--cache", "replies")]
    [InlineData("--base-url", "http://localhost:1/v1")]
    public async Task It_goes_to_one_server_alone(string option, string value)
    {
        CommandLine.Outcome refused = await CommandLine.RunAsync([.. Arguments(), option, value]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(option, refused.Messages, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task A_shard_has_batches_of_its_own()
    {
        CommandLine.Outcome one = await CommandLine.RunAsync([.. Arguments(), "--shard", "0/2"]);
        CommandLine.Outcome two = await CommandLine.RunAsync([.. Arguments(), "--shard", "1/2"]);
        CommandLine.Outcome all = await CommandLine.RunAsync("shards", _folder["out"], "--json");
        Assert.Equal((0, 0, 0), (one.ExitCode, two.ExitCode, all.ExitCode));
        Assert.Equal([3, 2], _server.Batches.Select(batch => batch.Count));
    }

    private FakeReply? Seen(FakeRequest request, string method, string path)
    {
        if (request.Method == method && request.Path.StartsWith(path, StringComparison.Ordinal)) _made.TrySetResult();
        return null;
    }

    private async Task DemandFinishedAsync()
    {
        (_server.End, _server.Before) = (_ => "completed", _ => null);
        CommandLine.Outcome outcome = await CommandLine.RunAsync(Arguments());
        Assert.True(outcome.ExitCode == 0, outcome.Messages);
        Assert.Equal(Rows, outcome.Json.GetProperty("done").GetInt32());
        Assert.Equal(Rows, Assert.Single(_server.Batches).Count);
    }

    private string[] Arguments() => ["distill", "--dataset", _folder["streets"], "--output", _folder["out"], "--samples",
        $"{Rows}", "--model", "fake-vlm", "--base-url", $"{_server.BaseUri}", "--tools", "none", "--turns", "1",
        "--batch", "--json"];
}
