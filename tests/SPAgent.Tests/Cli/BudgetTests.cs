namespace SPAgent.Tests.Cli;

public sealed class BudgetTests : IDisposable
{
    // The server counts 11 tokens sent and 2 received.
    private const int Tokens = 13;

    private readonly TemporaryFolder _folder = new();

    public BudgetTests() => StreetFolder.Make(_folder["streets"], rows: 40);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_stops_within_its_tokens_and_goes_on_with_more()
    {
        await using FakeChatServer server = Answering();

        CommandLine.Outcome stopped = await DistillAsync(server, "--max-tokens-total", "200", "--max-tokens", "20");
        int first = server.Requests.Count;
        CommandLine.Outcome same = await DistillAsync(server, "--max-tokens-total", "200", "--max-tokens", "20");
        int second = server.Requests.Count - first;
        CommandLine.Outcome more = await DistillAsync(server, "--max-tokens-total", "9999", "--max-tokens", "20");

        Assert.Equal((4, 4, 0), (stopped.ExitCode, same.ExitCode, more.ExitCode));
        // A request begins while 20 more may come, beside the prompt of the average one.
        Assert.InRange(first * Tokens, 200 - 20 - 11 - Tokens, 200);
        Assert.Equal(0, second);
        Assert.Equal(40, server.Requests.Count);
        Assert.Contains("--max-tokens-total", stopped.Json.GetProperty("stopped_by").GetString(),
            StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out", "failures.jsonl"]));
    }

    [Fact]
    public async Task Many_at_once_stay_within_the_tokens()
    {
        await using FakeChatServer server = Answering();

        CommandLine.Outcome outcome = await DistillAsync(
            server, "--max-tokens-total", "260", "--max-tokens", "20", "--workers", "32");

        Assert.Equal(4, outcome.ExitCode);
        Assert.InRange(server.Requests.Count * Tokens, 200, 260);
    }

    [Fact]
    public async Task Failed_and_repeated_requests_count_after_a_resume()
    {
        // Empty replies, which were paid for, are asked for again; one conversation fails in its second turn.
        int asked = 0;
        await using FakeChatServer server = FakeChatServer.Start(_ => ++asked switch
        {
            1 or 3 => FakeReply.Message("""{"role":"assistant","content":""}"""),
            4 => FakeReply.Text("I look."),
            5 => FakeReply.Error(400, "no"),
            _ => FakeReply.Text("<answer>1, 2</answer>"),
        });

        CommandLine.Outcome first = await DistillAsync(server, "--samples", "2", "--workers", "1",
            "--price-in", "1000000", "--price-out", "0");
        CommandLine.Outcome again = await DistillAsync(server, "--samples", "3", "--workers", "1",
            "--price-in", "1000000", "--price-out", "0");

        // Row 1: 11 lost and 11; row 2: 11 lost, 11 of its first turn, refused in its second. Row 3: 11.
        Assert.Equal(44, first.Json.GetProperty("cost").GetDouble());
        Assert.Equal(55, again.Json.GetProperty("cost").GetDouble());
    }

    [Fact]
    public async Task A_cost_is_held_by_the_prices_of_a_file()
    {
        await using FakeChatServer server = Answering();
        File.WriteAllText(_folder["prices.json"], """{"fake-vlm": {"in": 100000, "out": 1000000}}""");

        CommandLine.Outcome outcome = await DistillAsync(
            server, "--max-cost", "40", "--prices", _folder["prices.json"], "--max-tokens", "5");

        // 1.1 for what is sent and 2 for what is received.
        Assert.Equal(4, outcome.ExitCode);
        Assert.InRange(outcome.Json.GetProperty("cost").GetDouble(), 30, 40);
        Assert.InRange(server.Requests.Count, 10, 12);
    }

    [Fact]
    public async Task A_server_that_counts_nothing_is_told_of_before_the_twentieth_request()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Json(
            """{"choices":[{"message":{"role":"assistant","content":"<answer>1, 2</answer>"},"finish_reason":"stop"}]}"""));

        CommandLine.Outcome outcome = await DistillAsync(
            server, "--max-tokens-total", "200", "--max-tokens", "20");

        Assert.Equal(4, outcome.ExitCode);
        Assert.Contains("reports no usage", outcome.Messages, StringComparison.Ordinal);
        Assert.Equal(10, server.Requests.Count);
    }

    [Fact]
    public async Task What_a_run_will_take_is_told_after_twenty_rows()
    {
        await using FakeChatServer server = Answering();

        CommandLine.Outcome outcome = await DistillAsync(server, "--price-in", "1", "--price-out", "10");

        Assert.Contains("about 520 tokens, cost 0.0012 for all 40, from the first 20 rows", outcome.Messages,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_server_does_not_count_is_remembered()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Json(
            """{"choices":[{"message":{"role":"assistant","content":"<answer>1, 2</answer>"},"finish_reason":"stop"}]}"""));
        await DistillAsync(server, "--max-tokens-total", "200", "--max-tokens", "20");
        CommandLine.Outcome again = await DistillAsync(server, "--max-tokens-total", "200", "--max-tokens", "20");

        Assert.Equal(4, again.ExitCode);
        Assert.Equal(10, server.Requests.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_request_is_not_repeated_past_the_budget(int servers)
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Text("")),
            second = FakeChatServer.Start(_ => FakeReply.Text(""));
        string[] addresses = servers > 1 ? ["--base-url", $"{second.BaseUri}"] : [];
        CommandLine.Outcome outcome = await DistillAsync(
            server, ["--samples", "1", "--max-tokens-total", "45", "--max-tokens", "5", .. addresses]);

        // 13 each: a fourth would fit by what is counted, not by its prompt and longest reply.
        Assert.Equal((4, 3), (outcome.ExitCode, server.Requests.Count + second.Requests.Count));
        Assert.False(File.Exists(_folder["out", "failures.jsonl"]));
    }

    [Fact]
    public async Task Many_workers_wait_for_the_first_answer_which_tells_how_long_a_prompt_is()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Json(
            """
            {"choices":[{"message":{"role":"assistant","content":"<answer>1, 2</answer>"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":1000,"completion_tokens":20,"total_tokens":1020}}
            """));
        CommandLine.Outcome outcome = await DistillAsync(
            server, "--max-tokens-total", "5000", "--max-tokens", "200", "--workers", "16");

        Assert.Equal((4, 4), (outcome.ExitCode, server.Requests.Count));
    }

    [Theory]
    [InlineData("needs prices", "--max-cost", "3")]
    [InlineData("--price-out is missing", "--max-cost", "3", "--price-in", "1")]
    [InlineData("--price-in", "--price-cached", "3")]
    [InlineData("--max-tokens-total is at least 1", "--max-tokens-total", "0")]
    public async Task What_makes_no_sense_is_refused(string said, params string[] options)
    {
        await using FakeChatServer server = Answering();
        CommandLine.Outcome outcome = await DistillAsync(server, options);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(said, outcome.Messages, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("--price-in")]
    [InlineData("--price-out")]
    [InlineData("--price-cached")]
    public async Task A_price_below_0_is_refused_by_the_name_of_its_option(string option)
    {
        await using FakeChatServer server = Answering();
        string[] prices = [.. ((string[])["--price-in", "--price-out", "--price-cached"])
            .SelectMany(name => (string[])[name, name == option ? "-1" : "1"])];
        CommandLine.Outcome refused = await DistillAsync(server, ["--max-cost", "1", .. prices]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"{option} is -1", refused.Messages, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private static FakeChatServer Answering() => FakeChatServer.Start(_ => FakeReply.Text("<answer>1, 2</answer>"));

    private Task<CommandLine.Outcome> DistillAsync(FakeChatServer server, params string[] further)
    {
        string[] samples = further.Contains("--samples") ? [] : ["--samples", "40"];
        return CommandLine.RunAsync(["distill", "--dataset", _folder["streets"], "--output", _folder["out"], "--model",
            "fake-vlm", "--tools-mode", "prompt", "--base-url", $"{server.BaseUri}", "--json", .. samples, .. further]);
    }
}
