using System.Text.Json;

namespace SPAgent.Tests.Cli;

public sealed class CollectCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CollectCommandTests()
    {
        string[] lines =
            [.. Enumerable.Range(0, 6)
                .Select(
                    i =>
                        JsonSerializer.Serialize(
                            new { image = Fixtures.Samples("streets", "00_paris.jpg"), question = $"Question {i}?",
                                answer = "B" }))];
        File.WriteAllLines(_folder["manifest.jsonl"], [.. lines, lines[0]]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_manifest_is_asked_once_even_where_a_question_stands_twice()
    {
        JsonElement first = (await CollectAsync("--simulated-failures", "0")).Json,
            again = (await CollectAsync("--simulated-failures", "0")).Json;
        Assert.Equal((6, 1),
            (first.GetProperty("answered").GetInt32(), first.GetProperty("answered_earlier").GetInt32()));
        Assert.Equal((0, 7),
            (again.GetProperty("answered").GetInt32(), again.GetProperty("answered_earlier").GetInt32()));
        Assert.Equal(6, CollectionStatistics.Of(_folder["data"]).SuccessfulSessions);
    }

    [Fact]
    public async Task Failed_questions_are_asked_again_only_when_asked_for()
    {
        CommandLine.Outcome first = await CollectAsync("--simulated-failures", "1"),
            again = await CollectAsync("--simulated-failures", "1");
        int failed = first.Json.GetProperty("failed").GetInt32();
        Assert.True(failed > 0);
        Assert.Equal((1, failed, 0),
            (again.ExitCode, again.Json.GetProperty("failed_earlier").GetInt32(),
                again.Json.GetProperty("failed").GetInt32()));
        Assert.Equal(failed,
            (await CollectAsync("--simulated-failures", "1", "--retry-failed")).Json.GetProperty("failed").GetInt32());
    }

    [Theory]
    [InlineData("--workers", "0")]
    [InlineData("--iterations", "0")]
    [InlineData("--question", "And this?")]
    [InlineData("--model", "some", "--base-url", "http://localhost:1/v1", "--request-timeout", "0")]
    [InlineData("--model", "some", "--base-url", "http://localhost:1/v1", "--request-timeout", "86401")]
    [InlineData("--model", "some", "--base-url", "http://localhost:1/v1", "--request-timeout", "NaN")]
    public async Task Options_that_make_no_sense_are_refused(params string[] arguments) =>
        Assert.Equal(2, (await CollectAsync(arguments)).ExitCode);

    [Fact]
    public async Task A_server_that_says_nothing_is_asked_again_after_the_time_that_was_given()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Text("<answer>B</answer>"))
            .Script(FakeReply.Silence);
        CommandLine.Outcome outcome = await CommandLine.RunAsync(
            "collect", "--images", Fixtures.Samples("streets", "00_paris.jpg"), "--question", "Which?", "--output",
            _folder["data"], "--json",
            "--tools", "none", "--model", "some", "--base-url", $"{server.BaseUri}", "--request-timeout", "0.5");
        Assert.Equal((0, 1, 2),
            (outcome.ExitCode, outcome.Json.GetProperty("answered").GetInt32(), server.Requests.Count));
    }

    private Task<CommandLine.Outcome> CollectAsync(params string[] arguments) =>
        CommandLine.RunAsync(["collect", "--manifest", _folder["manifest.jsonl"], "--output", _folder["data"],
            .. arguments.Contains("--model") ? (string[])[] : ["--model", "simulated"], "--json", .. arguments]);
}
