using System.Text;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

/// <summary>A server that fails at one sample in every way that servers have: the sample ends as a trace or a named
/// failure, the others as if nothing were.</summary>
public sealed class HostileServerTests : IDisposable
{
    private const string Answer = "<answer>1.5, 2.5</answer>";
    private static readonly byte[] s_hostile = Encoding.UTF8.GetBytes("Country 3");
    private static readonly FakeReply s_fine = FakeReply.Text(Answer);

    /// <summary>What the server does, and how the failure names it.</summary>
    private static readonly Dictionary<string, (FakeReply Reply, string Named)> s_faults = new()
    {
        ["429 with Retry-After"] = (FakeReply.Error(429, "slow down", retryAfter: "2"), "HTTP 429 (slow down"),
        ["429 without Retry-After"] = (FakeReply.Error(429, "slow down"), "HTTP 429 (slow down"),
        ["500"] = (FakeReply.Error(500, "boom"), "HTTP 500 (boom"),
        ["dropped connection"] = (FakeReply.Dropped, "any proxy between"),
        ["half a body"] = (s_fine with { CutAfter = s_fine.Body.Length / 2 }, "any proxy between"),
        ["half a body of unknown length"] =
            (s_fine with { CutAfter = s_fine.Body.Length / 2, SendsLength = false }, "OpenAI-compatible server"),
        ["invalid JSON"] = (FakeReply.Json("{\"choices\":[{\"message\""), "HTTP 200 with application/json"),
        ["empty choices"] = (FakeReply.Json("""{"choices":[]}"""), "empty choices"),
        ["silence"] = (FakeReply.Silence, "no whole answer within 1200 s"),
        ["silence in the middle"] =
            (s_fine with { CutAfter = s_fine.Body.Length / 2, Stalls = true }, "no whole answer within 1200 s"),
        ["20 MB"] = (FakeReply.Text(new string('a', 20_000_000)), "an answer of more than 4,194,304 bytes"),
        ["wrong content type"] =
            (FakeReply.Json("<html>Welcome</html>") with { ContentType = "text/html" }, "HTTP 200 with text/html"),
    };

    private readonly TemporaryFolder _folder = new();
    private readonly SteppedTime _time = Chat.Time();
    private readonly ImageDataset _streets;
    private int _asked;

    public HostileServerTests() => _streets = StreetFolder.Make(_folder["streets"], rows: 4);

    public static TheoryData<string> Faults => [.. s_faults.Keys];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Distilling_a_fault_that_stays_is_a_named_failure_of_its_sample(string fault)
    {
        await using FakeChatServer server = Start(fault, times: int.MaxValue);
        DistillationSummary summary = await DistilAsync(server);
        Assert.Equal((3, 1), (summary.Done, summary.Failed));
        Assert.Equal([0, 1, 2], TraceStore.Open(_folder["traces"]).Indices().Order());
        AssertNamed(server, fault,
            System.Text.Json.JsonElement.Parse(Assert.Single(File.ReadAllLines(_folder["traces", "failures.jsonl"])))
                .GetProperty("reason").GetString()!);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Distilling_a_fault_that_passes_ends_as_a_trace(string fault)
    {
        await using FakeChatServer server = Start(fault, times: 1);
        DistillationSummary summary = await DistilAsync(server);
        // An answer that was too long is paid for; it is not asked for again.
        Assert.Equal(fault == "20 MB" ? (3, 1) : (4, 0), (summary.Done, summary.Failed));
        if (fault != "20 MB")
            Assert.Equal([1, 1, 1, 2],
                TraceStore.Open(_folder["traces"]).Read().Select(trace => trace.Attempts!.Value).Order());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Collecting_a_fault_that_stays_is_a_named_failure_of_its_question(string fault)
    {
        await using FakeChatServer server = Start(fault, times: int.MaxValue);
        (DataCollector collector, int failures) = await CollectAsync(server);
        Assert.Equal((3, 1, 1),
            (collector.GetStatistics().SuccessfulSessions, collector.GetStatistics().FailedSessions, failures));
        AssertNamed(server, fault, Assert.Single(collector.Sessions.ReadFailures()).Reason);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Collecting_a_fault_that_passes_ends_as_a_session(string fault)
    {
        await using FakeChatServer server = Start(fault, times: 1);
        (DataCollector collector, int failures) = await CollectAsync(server);
        Assert.Equal(fault == "20 MB" ? (3, 1, 1) : (4, 0, 0),
            (collector.GetStatistics().SuccessfulSessions, collector.GetStatistics().FailedSessions, failures));
    }

    [Fact]
    public async Task An_answer_under_a_wrong_content_type_is_a_trace_and_a_session()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => s_fine with { ContentType = "text/plain" });
        Assert.Equal(4, (await DistilAsync(server)).Done);
        Assert.Equal(4, (await CollectAsync(server)).Collector.GetStatistics().SuccessfulSessions);
    }

    private FakeChatServer Start(string fault, int times)
    {
        FakeReply reply = s_faults[fault].Reply;
        FakeChatServer server =
            FakeChatServer.Start(request => request.Body.Span.IndexOf(s_hostile) >= 0
                && Interlocked.Increment(ref _asked) <= times ? reply : s_fine);
        if (fault.StartsWith("silence", StringComparison.Ordinal)) _ = WaitOutAsync(server, times);
        return server;
    }

    // One request is in flight at a time, so that the clock is moved for the silent one alone.
    private async Task WaitOutAsync(FakeChatServer server, int times)
    {
        try
        {
            for (int silent = 0; silent < times;)
            {
                if ((await server.ArrivalAsync()).Body.Span.IndexOf(s_hostile) < 0) continue;
                silent++;
                _time.Advance(Chat.RequestTimeout);
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }

    private IChatClient Client(FakeChatServer server) =>
        Chat.Client(server, Chat.Patient(_time) with { MaxRetries = 2, MaxRateLimitRetries = 2 });

    private async Task<DistillationSummary> DistilAsync(FakeChatServer server)
    {
        using IChatClient client = Client(server);
        DistillationOptions options = new()
        {
            Samples = 4,
            MaxWorkers = 1,
            Strategy = SamplingStrategy.Order,
            ToolsMode = ToolsMode.Prompt,
            Prompt = new TaskPrompt { Name = "country", User = "<image>Where in {country}?" },
        };
        return await new DistillationRun(client, _streets, _folder["traces"],
            options).ExecuteAsync(cancellationToken: Token);
    }

    private async Task<(DataCollector Collector, int Failures)> CollectAsync(FakeChatServer server)
    {
        using IChatClient client = Client(server);
        DataCollector collector = new(_folder["data"]);
        SpatialAgent agent = new(client, [new ZoomInTool()], collector);
        int failures = 0;
        for (int i = 0; i < 4; i++)
        {
            Exception? problem =
                await Record.ExceptionAsync(
                    () => agent.SolveAsync(_folder["streets", $"{i:000}.jpg"], $"Where in Country {i}?",
                        cancellationToken: Token));
            if (problem is null) continue;
            failures++;
            Assert.False(Assert.IsType<ModelException>(problem).StopsRun);
        }

        return (collector, failures);
    }

    private static void AssertNamed(FakeChatServer server, string fault, string reason)
    {
        Assert.StartsWith($"{server.BaseUri} (fake-vlm): ", reason, StringComparison.Ordinal);
        Assert.Contains(s_faults[fault].Named, reason, StringComparison.Ordinal);
    }
}
