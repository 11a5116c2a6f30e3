using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests;

/// <summary>When failures in a row stop a run, and what stands in <c>failures.jsonl</c> then.</summary>
public sealed class FailureStreakTests : IDisposable
{
    private const string Answer = @"\boxed{1.5, 2.5}";

    private readonly TemporaryFolder _folder = new();
    private readonly ImageDataset _streets;

    public FailureStreakTests() => _streets = StreetFolder.Make(_folder["streets"], rows: 12);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_server_that_goes_away_stops_the_run_and_is_no_rows_fault()
    {
        bool away = true;
        await using FakeChatServer server =
            FakeChatServer.Start(_ => away ? FakeReply.Error(503, "gone") : FakeReply.Text(Answer));
        server.Script(FakeReply.Text(Answer));

        DistillationException stopped =
            await Assert.ThrowsAsync<DistillationException>(() => RunAsync(server, maxFailures: 3));

        Assert.Contains("3 samples in a row failed", stopped.Message);
        Assert.Contains("HTTP 503 (gone)", stopped.Message);
        Assert.Contains("same command again", stopped.Message);
        Assert.Equal((1, 0), (TraceStore.Open(_folder["out"]).Indices().Count, Failures().Length));

        away = false;
        Assert.Equal((11, 1, 0), Counts(await RunAsync(server, maxFailures: 3)));
    }

    [Fact]
    public async Task An_answer_begins_the_count_anew()
    {
        int asked = 0;
        await using FakeChatServer server =
            FakeChatServer.Start(_ => ++asked % 3 == 0 ? FakeReply.Text(Answer) : FakeReply.Error(422, $"no {asked}"));

        DistillationSummary summary = await RunAsync(server, maxFailures: 3);

        Assert.Equal((4, 8), (summary.Done, summary.Failed));
        Assert.Equal(8, Failures().Length);
    }

    [Fact]
    public async Task Failures_of_any_kind_count()
    {
        FakeReply[] replies = [FakeReply.Error(422, "no"), FakeReply.Error(503),
            FakeReply.Message("""{"content":""}""", "content_filter")];
        int asked = 0;
        await using FakeChatServer server = FakeChatServer.Start(_ => replies[asked++ % 3]);

        await Assert.ThrowsAsync<DistillationException>(() => RunAsync(server, maxFailures: 6));

        // Of the six the two that may pass are not booked.
        Assert.Equal([0, 2, 3, 5], Failures().Select(line => line.GetProperty("sample_index").GetInt32()));
    }

    [Fact]
    public async Task The_same_refusal_of_the_first_three_stops_the_run()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Error(400, "not this"));

        DistillationException stopped = await Assert.ThrowsAsync<DistillationException>(() => RunAsync(server));

        Assert.Contains("refused alike", stopped.Message);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refusals_that_differ_or_come_after_an_answer_go_on(bool answered)
    {
        int asked = 0;
        await using FakeChatServer server = FakeChatServer.Start(_ => answered
            ? asked++ == 0 ? FakeReply.Text(Answer) : FakeReply.Error(400, "not this")
            : FakeReply.Error(asked++ % 2 == 0 ? 400 : 422, "not this"));

        DistillationSummary summary = await RunAsync(server);

        Assert.Equal(12, summary.Done + summary.Failed);
    }

    [Fact]
    public async Task What_failed_for_the_moment_says_so_and_is_asked_again_by_the_same_run()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Text(Answer));
        server.Script(FakeReply.Error(503), FakeReply.Error(422, "no"));

        Assert.Equal((10, 0, 0), Counts(await RunAsync(server)));
        JsonElement[] lines = Failures();
        Assert.Equal(["sample_index", "reason", "time", "transient"],
            lines[0].EnumerateObject().Select(field => field.Name));
        Assert.True(lines[0].GetProperty("transient").GetBoolean());
        Assert.Equal(["sample_index", "reason", "time"], lines[1].EnumerateObject().Select(field => field.Name));

        Assert.Equal((1, 10, 1), Counts(await RunAsync(server)));
        Assert.Equal(1, Assert.Single(Failures()).GetProperty("sample_index").GetInt32());
    }

    [Theory]
    [InlineData(402, "The balance is too low")]
    [InlineData(400, "Access denied: the account is not in good standing. Arrearage")]
    [InlineData(400, "This model does not support image input.")]
    public async Task What_is_wrong_for_every_row_stops_the_run_and_marks_none(int status, string words)
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Error(status, words));

        ModelException stopped = await Assert.ThrowsAsync<ModelException>(() => RunAsync(server));

        Assert.Contains(words, stopped.Message);
        Assert.Equal((1, 0), (server.Requests.Count, Failures().Length));
    }

    [Fact]
    public async Task A_picture_that_is_refused_first_costs_its_own_row()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Text(Answer));
        server.Script(FakeReply.Error(403, "The input was flagged by moderation."));

        Assert.Equal((11, 0, 0), Counts(await RunAsync(server)));
        Assert.Single(Failures());
    }

    [Fact]
    public async Task What_each_request_carries_is_part_of_the_run()
    {
        await using FakeChatServer server = FakeChatServer.Start(_ => FakeReply.Text(Answer));
        Dictionary<string, string> headers = new() { ["X-Title"] = "study" };
        JsonElement extra = JsonElement.Parse("""{"top_k":20}""");
        await RunAsync(server, options: new() { Headers = headers, ExtraBody = extra });
        string run = File.ReadAllText(_folder["out", "run.json"]);

        JsonElement settings = JsonElement.Parse(run);
        Assert.Equal("""{"top_k":20}""", JsonText.Line(settings.GetProperty("extra_body")));
        Assert.Equal("""["X-Title"]""", JsonText.Line(settings.GetProperty("header_names")));
        Assert.DoesNotContain("study", run);
        Assert.Equal("extra_body",
            (await Assert.ThrowsAsync<DistillationException>(
                () => RunAsync(server, options: new() { Headers = headers }))).Field);
        Assert.Equal("header_names",
            (await Assert.ThrowsAsync<DistillationException>(
                () => RunAsync(server, options: new() { ExtraBody = extra }))).Field);
        // Another title is the same run.
        headers["X-Title"] = "another";
        await RunAsync(server, options: new() { Headers = headers, ExtraBody = extra });
    }

    private async Task<DistillationSummary> RunAsync(FakeChatServer server, int maxFailures = 20,
        OpenAICompatibleOptions? options = null)
    {
        options = (options ?? new()) with
        { RequestTimeout = Chat.RequestTimeout, TimeProvider = Chat.Time(), JitterSeed = 1, MaxRetries = 0 };
        using IChatClient client = ChatModels.OpenAICompatible("fake-vlm", server.BaseUri, null, options);
        DistillationOptions run = new()
        {
            Samples = 12,
            MaxWorkers = 1,
            MaxTurns = 1,
            MaxFailures = maxFailures,
            Strategy = SamplingStrategy.Order,
            ToolsMode = ToolsMode.Prompt,
        };
        return await new DistillationRun(client, _streets, _folder["out"],
            run).ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    private static (int Done, int AlreadyDone, int FailedEarlier) Counts(DistillationSummary summary) =>
        (summary.Done, summary.AlreadyDone, summary.FailedEarlier);

    private JsonElement[] Failures() => File.Exists(_folder["out", "failures.jsonl"])
        ? [.. File.ReadAllLines(_folder["out", "failures.jsonl"]).Select(line => JsonElement.Parse(line))] : [];
}
