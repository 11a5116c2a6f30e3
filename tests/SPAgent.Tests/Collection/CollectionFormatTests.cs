using System.Text;

namespace SPAgent.Tests.Collection;

/// <summary>The files of a collection, byte for byte; the golden ones are written by Python's own json from the
/// documented format.</summary>
public sealed class CollectionFormatTests : IDisposable
{
    private const string Id = "session_20250124_143022_1a2b3c4d";

    private readonly TemporaryFolder _folder = new();
    private readonly Clock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sessions", Id, "session_metadata.json")]
    [InlineData("sessions", Id, "samples", "sample_1.json")]
    [InlineData("sessions", Id, "samples", "sample_2.json")]
    [InlineData("failures.jsonl")]
    [InlineData("statistics.json")]
    public async Task Every_file_has_the_documented_fields_order_and_style(params string[] file)
    {
        string key = await RecordAsync();
        string golden = File.ReadAllText(Fixtures.Own(["collection", "golden", .. file]))
            .Replace("IN/", _folder["in/"], StringComparison.Ordinal)
            .Replace("SOURCE_KEY", key, StringComparison.Ordinal);
        Assert.Equal(golden, Encoding.UTF8.GetString(File.ReadAllBytes(_folder[["collection", .. file]])));
    }

    [Fact]
    public async Task A_session_has_the_documented_layout_and_nothing_else()
    {
        await RecordAsync();
        Assert.Equal(
            ["failures.jsonl", ".session-index", "statistics.json", $"sessions/{Id}/session_metadata.json",
                .. Names("images", "1.jpg", "1_2.jpg"), .. Names("samples", "sample_1.json", "sample_2.json")],
            Directory.EnumerateFiles(_folder["collection"], "*",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
                .Select(path => Path.GetRelativePath(_folder["collection"], path))
                .Where(path => !path.StartsWith("images/", StringComparison.Ordinal))
                .OrderBy(path => path.Count(letter => letter == '/'))
                .ThenBy(path => path.TrimStart('.'), StringComparer.Ordinal));

        static IEnumerable<string> Names(string folder, params string[] names) =>
            names.Select(name => $"sessions/{Id}/{folder}/{name}");
    }

    [Fact]
    public void A_session_is_named_by_date_time_and_eight_hexadecimal_digits()
    {
        CollectionSession session = new DataCollector(_folder["collection"], time: _clock).StartSession("?", []);
        Assert.Matches("^session_20250124_143022_[0-9a-f]{8}$", session.SessionId);
    }

    [Fact]
    public async Task What_was_written_is_read_back()
    {
        await RecordAsync();
        CollectedSession session = Assert.Single(await SessionStore.Open(_folder["collection"]).AllAsync());
        Assert.Equal((Id, "Where is the bus?", true, "left", 2),
            (session.SessionId, session.Question, session.Success, session.FinalAnswer, session.NumIterations));
        Assert.Equal((new DateTime(2025, 1, 24, 14, 30, 22), new DateTime(2025, 1, 24, 14, 30, 25).AddMicroseconds(1)),
            (session.StartTime, session.EndTime));
        InferenceSample sample = session.Samples[1];
        Assert.Equal(("stop", "Hm.\nLeft.", 1234.6, 7),
            (sample.FinishReason, sample.Reasoning, sample.LatencyMs,
                sample.Usage!.Value.GetProperty("prompt_tokens").GetInt32()));
        Assert.Equal(["context.score"], sample.StoredAsText);
        Assert.Equal([$"sessions/{Id}/images/1.jpg", $"sessions/{Id}/images/1_2.jpg", null],
            session.Samples[0].SavedImages);
        Assert.Equal(File.ReadAllBytes(_folder["in", "b", "1.jpg"]),
            File.ReadAllBytes(session.SavedImagePath(session.Samples[0], 1)!));
        Assert.Null(session.SavedImagePath(session.Samples[0], 2));
    }

    // As eng/make-sample-sessions.py describes it; the source key is the only value that depends on the bytes of the
    // images.
    private async Task<string> RecordAsync()
    {
        string a = _folder.Picture("in/a/1.jpg", seed: 1), b = _folder.Picture("in/b/1.jpg", seed: 2);
        var collector = new DataCollector(_folder["collection"], time: _clock);
        CollectionSession session = collector.StartSession("Where is the bus?", [a], Id, model: "simulated");
        CollectionSession failing =
            collector.StartSession("Where is the bus?", [a], "session_20250124_143025_failed", model: "simulated");
        _clock.Advance(1.5);
        session.RecordInference(
            iteration: 1, images: [a, b, "https://example.org/far.png"],
            prompt: "Where is \"the bus\"?\n\tDüsseldorf, 東京, 🚌 \\ \u0001\u007f\u2028 </tool_call>",
            response: "<tool_call>{\"name\": \"zoom\"}</tool_call>",
            context: new { tool_calls_history = Array.Empty<object>(), tool_results_history = new { } });
        _clock.Advance(0.5);
        object call = new { name = "zoom", arguments = new { bbox_2d = new[] { 1, 2.5, 3, 4 } } };
        session.RecordInference(
            2, [a], "And now?", "<answer>left</answer>",
            new
            {
                tool_calls_history = new[] { call },
                score = double.NaN,
                none = (object?)null,
                empty = new { },
                list = Array.Empty<int>()
            },
            finishReason: "stop", reasoning: "Hm.\nLeft.", latency: TimeSpan.FromMilliseconds(1234.56),
            usage: new { prompt_tokens = 7, completion_tokens = 3 });
        _clock.Advance(1.000001);
        await session.EndAsync("left", new { extra_info = "…", tags = new[] { "a", "b" } });
        await failing.GiveUpAsync("no \"answer\"\nat all 🚌");
        await collector.SaveStatisticsAsync(TestContext.Current.CancellationToken);
        return session.SourceKey;
    }
}
