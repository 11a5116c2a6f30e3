using System.Text.Json;

namespace SPAgent.Tests.Cli;

/// <summary>What the command line says about requests, and when a run stops.</summary>
public sealed class RequestArgumentsTests : IDisposable
{
    private const string Answer = @"<answer>two</answer> \boxed{1.5, 2.5}";

    private readonly TemporaryFolder _folder = new();

    public RequestArgumentsTests() => StreetFolder.Make(_folder["streets"], rows: 4);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_secret_header_from_the_environment_is_sent_and_kept_nowhere()
    {
        const string Secret = "s3cr3t-8d1f0c2a";
        await using FakeChatServer server =
            FakeChatServer.Start(request => FakeReply.Text($"{Answer} {request.Headers["X-Token"]}"));

        CommandLine.Outcome outcome =
            await CommandLine.RunWithKeyAsync(Secret,
                [.. Distil(server), "--header", "X-Token=$OPENAI_API_KEY", "--header", "X-Title=study", "--extra-body",
                    """{"top_k":20}""", "--json"]);

        Assert.True(outcome.ExitCode == 0, outcome.Messages);
        Assert.All(server.Requests,
            request =>
                Assert.Equal((Secret, "study", 20),
                    (request.Headers["X-Token"], request.Headers["X-Title"],
                        request.Json.GetProperty("top_k").GetInt32())));
        string[] files = [.. Directory.GetFiles(_folder["out"]).Select(File.ReadAllText)];
        Assert.All([.. files, outcome.Output, outcome.Messages],
            text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
        Assert.Equal(["X-Title", "X-Token"], JsonElement.Parse(File.ReadAllText(_folder["out", "run.json"]))
            .GetProperty("header_names").EnumerateArray().Select(name => name.GetString()));
    }

    [Theory]
    [InlineData("--extra-body", "{'top_k': 20}", "no JSON")]
    [InlineData("--extra-body", "[]", "an object is expected")]
    [InlineData("--extra-body", """{"model": "other"}""", "\"model\"")]
    [InlineData("--header", "hunter2", "NAME=VALUE")]
    [InlineData("--header", "X-Token=$SPAGENT_NO_SUCH_VARIABLE", "SPAGENT_NO_SUCH_VARIABLE")]
    [InlineData("--api-key-variable", "SPAGENT_NO_SUCH_VARIABLE", "SPAGENT_NO_SUCH_VARIABLE")]
    [InlineData("--max-failures", "0", "--max-failures is at least 1, not 0.")]
    public async Task What_cannot_be_meant_is_refused_before_anything_is_asked(string option, string value, string said)
    {
        await using FakeChatServer server = FakeChatServer.Start();

        CommandLine.Outcome outcome = await CommandLine.RunAsync([.. Distil(server), option, value]);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(said, outcome.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", outcome.Messages, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Retries_are_told_while_they_happen()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Text(Answer))
            .Script(FakeReply.Error(500, "boom", retryAfter: "0.01"));

        CommandLine.Outcome outcome = await CommandLine.RunAsync([.. Distil(server), "--json"]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("asked again 2/6: HTTP 500 (boom)", outcome.Messages, StringComparison.Ordinal);
        Assert.Equal(1, outcome.Json.GetProperty("done").GetInt32());
    }

    [Fact]
    public async Task Collecting_stops_after_failures_in_a_row_and_books_none_that_may_pass()
    {
        bool away = true;
        await using FakeChatServer server =
            FakeChatServer.Start(_ => away ? FakeReply.Error(503, "gone", retryAfter: "0.001")
                : FakeReply.Text(Answer));
        string[] collect = Collect(server);

        CommandLine.Outcome stopped = await CommandLine.RunAsync([.. collect, "--max-failures", "2"]);
        Assert.NotEqual(0, stopped.ExitCode);
        Assert.Contains("2 samples in a row failed", stopped.Messages, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["data", "failures.jsonl"]));

        away = false;
        CommandLine.Outcome again = await CommandLine.RunAsync([.. collect, "--json"]);
        Assert.Equal((0, 4), (again.ExitCode, again.Json.GetProperty("answered").GetInt32()));
    }

    [Fact]
    public async Task Collecting_asks_again_what_failed_for_the_moment()
    {
        bool away = true;
        await using FakeChatServer server =
            FakeChatServer.Start(request => away && request.Body.Span.IndexOf("Question 3"u8) >= 0
                ? FakeReply.Error(503, "gone", retryAfter: "0.001") : FakeReply.Text(Answer));
        string[] collect = [.. Collect(server), "--json"];

        Assert.Equal(1, (await CommandLine.RunAsync(collect)).Json.GetProperty("failed").GetInt32());
        Assert.Contains("\"transient\":true", Assert.Single(File.ReadAllLines(_folder["data", "failures.jsonl"])),
            StringComparison.Ordinal);

        away = false;
        CommandLine.Outcome again = await CommandLine.RunAsync(collect);
        Assert.Equal((0, 1, 3),
            (again.ExitCode, again.Json.GetProperty("answered").GetInt32(),
                again.Json.GetProperty("answered_earlier").GetInt32()));
    }

    private string[] Distil(FakeChatServer server) =>
        ["distill", "--dataset", _folder["streets"], "--output", _folder["out"], "--samples", "1", "--tools-mode",
            "prompt", "--model", "fake-vlm", "--base-url", $"{server.BaseUri}"];

    private string[] Collect(FakeChatServer server)
    {
        File.WriteAllLines(_folder["manifest.jsonl"],
            Enumerable.Range(0, 4)
                .Select(i =>
                    JsonSerializer.Serialize(new { image = $"streets/{i:000}.jpg", question = $"Question {i}?" })));
        return ["collect", "--manifest", _folder["manifest.jsonl"], "--output", _folder["data"], "--workers", "1",
            "--model", "fake-vlm", "--base-url", $"{server.BaseUri}"];
    }
}
