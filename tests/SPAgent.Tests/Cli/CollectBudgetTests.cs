using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SPAgent.Tests.Cli;

/// <summary>What a collection may cost, how fast it asks and where it is told of, by the options of a
/// distillation.</summary>
public sealed class CollectBudgetTests : IDisposable
{
    // The server counts 11 tokens sent and 2 received.
    private const int Tokens = 13, Questions = 40;

    private readonly TemporaryFolder _folder = new();

    public CollectBudgetTests()
    {
        File.WriteAllBytes(_folder["image.jpg"], Pictures.Gradient(64, 48).EncodeJpeg());
        File.WriteAllLines(_folder["questions.jsonl"], Enumerable.Range(0, Questions).Select(number =>
            JsonSerializer.Serialize(new { image = "image.jpg", question = $"What is number {number}?" })));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_collection_stops_within_its_tokens_and_goes_on_with_more()
    {
        await using FakeChatServer server = Answering();

        CommandLine.Outcome stopped = await CollectAsync(server, "--max-tokens-total", "200");
        int first = server.Requests.Count;
        CommandLine.Outcome same = await CollectAsync(server, "--max-tokens-total", "200");
        int second = server.Requests.Count - first;
        CommandLine.Outcome more = await CollectAsync(server, "--max-tokens-total", "9999");

        Assert.Equal((4, 4, 0), (stopped.ExitCode, same.ExitCode, more.ExitCode));
        // A request begins while 20 more may come, beside the prompt of the average one.
        Assert.InRange(first * Tokens, 200 - 20 - 11 - Tokens, 200);
        Assert.Equal((0, Questions), (second, server.Requests.Count));
        Assert.Contains("--max-tokens-total", stopped.Json.GetProperty("stopped_by").GetString(),
            StringComparison.Ordinal);
        Assert.Empty(SessionStore.Open(_folder["out"]).ReadFailures());
        Assert.Equal(Questions, SessionStore.Open(_folder["out"]).ListSessionIds().Count);
    }

    [Fact]
    public async Task Many_at_once_stay_within_the_tokens()
    {
        await using FakeChatServer server = Answering();
        CommandLine.Outcome outcome = await CollectAsync(server, "--max-tokens-total", "260", "--workers", "32");
        Assert.Equal(4, outcome.ExitCode);
        Assert.InRange(server.Requests.Count * Tokens, 200, 260);
    }

    [Fact]
    public async Task What_left_no_session_counts_after_a_resume()
    {
        // One question gets no answer, in two requests; an empty reply is asked for again.
        int asked = 0;
        await using FakeChatServer server = FakeChatServer.Start(request =>
            IsOf(request, 0) ? FakeReply.Text("I can't say.")
            : Interlocked.Increment(ref asked) == 1 ? FakeReply.Message("""{"role":"assistant","content":""}""")
            : FakeReply.Text("<answer>1</answer>"));
        string[] prices = ["--price-in", "1000000", "--price-out", "0", "--workers", "1", "--iterations", "1"];

        CommandLine.Outcome first = await CollectAsync(server, prices);
        CommandLine.Outcome again = await CollectAsync(server, [.. prices, "--max-tokens-total", "9999"]);

        Assert.Equal((1, 1), (first.ExitCode, again.ExitCode));
        Assert.Equal(11.0 * server.Requests.Count, first.Json.GetProperty("cost").GetDouble());
        Assert.Equal(11.0 * (Questions - 1 + 2 + 1), again.Json.GetProperty("cost").GetDouble());
        string[] lines = File.ReadAllLines(_folder["out", "usage.jsonl"]);
        Assert.Equal([11, 22], lines
            .Select(line => JsonElement.Parse(line).GetProperty("prompt_tokens").GetInt32()).Order());
    }

    [Fact]
    public async Task A_server_that_counts_nothing_is_told_of()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Json(
            """{"choices":[{"message":{"role":"assistant","content":"<answer>1</answer>"},"finish_reason":"stop"}]}"""));
        CommandLine.Outcome outcome = await CollectAsync(server, "--max-tokens-total", "200");
        CommandLine.Outcome again = await CollectAsync(server, "--max-tokens-total", "200");

        Assert.Equal((4, 4, 10), (outcome.ExitCode, again.ExitCode, server.Requests.Count));
        Assert.Contains("reports no usage", outcome.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_collection_will_take_is_told_after_twenty_questions()
    {
        await using FakeChatServer server = Answering();
        CommandLine.Outcome outcome = await CollectAsync(server, "--price-in", "1", "--price-out", "10");
        Assert.Contains("about 520 tokens, cost 0.0012 for all 40", outcome.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shard_that_a_budget_stopped_is_not_complete()
    {
        await using FakeChatServer server = Answering();
        CommandLine.Outcome stopped = await CollectAsync(server, "--shard", "0/2", "--max-tokens-total", "100");
        CommandLine.Outcome shards = await CommandLine.RunAsync("shards", _folder["out"], "--json");
        Assert.Equal((4, 1), (stopped.ExitCode, shards.ExitCode));
        Assert.Contains("by this shard alone", stopped.Json.GetProperty("stopped_by").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replies_from_a_cache_cost_nothing()
    {
        await using FakeChatServer server = Answering();
        string[] cached = ["--cache", _folder["replies"], "--price-in", "1", "--price-out", "1"];
        await CollectAsync(server, cached);
        Directory.Delete(_folder["out"], recursive: true);
        CommandLine.Outcome again = await CollectAsync(server, [.. cached, "--max-tokens-total", "50"]);

        Assert.Equal((0, Questions), (again.ExitCode, server.Requests.Count));
        Assert.Equal((Questions, 0.0),
            (again.Json.GetProperty("from_cache").GetInt32(), again.Json.GetProperty("cost").GetDouble()));
    }

    [Fact]
    public async Task A_collector_of_open_telemetry_gets_spans_and_figures_without_what_was_said()
    {
        await using FakeChatServer collector = FakeChatServer.Start(_ => FakeReply.Json("{}"));
        await using FakeChatServer server = Answering();
        CommandLine.Outcome outcome = await CollectAsync(server, "--otlp", $"{collector.BaseUri}/traces");

        Assert.True(outcome.ExitCode == 0, outcome.Messages);
        Assert.Equal(["/v1/metrics", "/v1/traces"],
            collector.Requests.Select(request => request.Path).Distinct().Order(StringComparer.Ordinal));
        string sent = string.Concat(collector.Requests.Select(request => Encoding.Latin1.GetString(request.Body.Span)));
        Assert.All(["collect fake-vlm", "chat fake-vlm", "spagent.source_key", "gen_ai.client.token.usage"],
            name => Assert.Contains(name, sent, StringComparison.Ordinal));
        Assert.All(["gen_ai.output.messages", "What is number"],
            said => Assert.DoesNotContain(said, sent, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("needs prices", "--max-cost", "3")]
    [InlineData("--max-tokens-total is at least 1", "--max-tokens-total", "0")]
    [InlineData("--requests-per-minute is at least 1", "--requests-per-minute", "0")]
    [InlineData("--tokens-per-minute is at least 1", "--tokens-per-minute", "0")]
    [InlineData("--otlp-content needs --otlp", "--otlp-content")]
    public async Task What_makes_no_sense_is_refused(string said, params string[] options)
    {
        await using FakeChatServer server = Answering();
        CommandLine.Outcome outcome = await CollectAsync(server, options);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(said, outcome.Messages, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private static FakeChatServer Answering() => FakeChatServer.Start(_ => FakeReply.Text("<answer>1</answer>"));

    private static bool IsOf(FakeRequest request, int number) => Encoding.UTF8.GetString(request.Body.Span)
        .Contains(string.Create(CultureInfo.InvariantCulture, $"What is number {number}?"), StringComparison.Ordinal);

    private Task<CommandLine.Outcome> CollectAsync(FakeChatServer server, params string[] further) =>
        CommandLine.RunAsync(["collect", "--manifest", _folder["questions.jsonl"], "--output", _folder["out"],
            "--model", "fake-vlm", "--base-url", $"{server.BaseUri}", "--max-tokens", "20", "--json", .. further]);
}
