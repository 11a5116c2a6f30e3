using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests.Runs;

/// <summary>A run in parts that a scheduler starts one by one.</summary>
public sealed class ShardRunTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private const string Answer = @"\boxed{1.5, 2.5}";

    private readonly TemporaryFolder _folder = new();
    private readonly ImageDataset _streets;

    public ShardRunTests() => _streets = StreetFolder.Make(_folder["streets"], rows: 23);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(SamplingStrategy.Random)]
    [InlineData(SamplingStrategy.Order)]
    [InlineData(SamplingStrategy.Hardest)]
    public async Task The_shards_of_a_run_are_the_run_and_each_takes_every_nth_of_its_rows(SamplingStrategy strategy)
    {
        DistillationOptions options = new() { Samples = 11, Rollouts = 2, Strategy = strategy };
        await RunAsync("whole", options);
        await RunShardsAsync("out", 3, options);
        int[] selected = [.. SampleSelection.Choose(_streets, options)];
        for (int shard = 0; shard < 3; shard++)
        {
            TraceStore one = TraceStore.Open(_folder["out", new RunShard(shard, 3).FolderName]);
            Assert.Equal(selected.Where((_, place) => place % 3 == shard).Order(), one.Indices());
            Assert.All(one.ReadRows(), row => Assert.Equal([1, 2], row.Select(trace => trace.Rollout)));
        }

        TraceStore whole = TraceStore.Open(_folder["whole"]), shards = TraceStore.Open(_folder["out"]);
        Assert.Equal(whole.Indices(), shards.Indices());
        Assert.Equal(Timeless(whole), Timeless(shards));
        Assert.All(ShardState.Of(_folder["out"]), shard => Assert.True(shard.Complete, shard.Why));
    }

    [Fact]
    public async Task A_shard_that_is_complete_is_asked_nothing_more_until_there_is_more_to_do()
    {
        await RunShardsAsync("out", 3, new() { Samples = 6 });
        DistillationSummary again = await RunAsync("out", new() { Samples = 6, Shard = new(1, 3) });
        Assert.Equal((2, 0), (again.AlreadyDone, again.Done));
        await RunAsync("out", new() { Samples = 9, Shard = new(1, 3) });
        ShardState[] states = [.. ShardState.Of(_folder["out"])];
        Assert.Equal([false, true, false], states.Select(state => state.Complete));
        Assert.Contains("6 rows selected, others with 9", states[0].Why, StringComparison.Ordinal);
        await RunShardsAsync("out", 3, new() { Samples = 9, Rollouts = 2 });
        Assert.Equal(18, TraceStore.Open(_folder["out"]).Read().Count());
        Assert.Equal(2, TraceStore.Open(_folder["out"]).Statistics(cancellationToken: Stop).Rollouts);
        Assert.All(ShardState.Of(_folder["out"]), state => Assert.True(state.Complete, state.Why));
    }

    [Fact]
    public async Task A_shard_whose_traces_went_or_that_never_began_is_not_complete()
    {
        await RunAsync("out", new() { Samples = 6, Shard = new(0, 3) });
        await RunAsync("out", new() { Samples = 6, Shard = new(2, 3) });
        File.Delete(Directory.EnumerateFiles(_folder["out", "shard-00002-of-00003"], "trace_*").First());
        ShardState[] states = [.. ShardState.Of(_folder["out"])];
        Assert.Equal((true, false, false), (states[0].Complete, states[1].Complete, states[2].Complete));
        Assert.Contains("never began", states[1].Why, StringComparison.Ordinal);
        Assert.Contains("1 of its files", states[2].Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shard_that_a_later_version_ended_is_refused_by_name()
    {
        await RunShardsAsync("out", 2, new() { Samples = 2 });
        string end = _folder["out", "shard-00001-of-00002", "done.json"];
        File.WriteAllText(end, File.ReadAllText(end)
            .Replace("\"format_version\": 1", "\"format_version\": 2", StringComparison.Ordinal));
        InvalidDataException later = Assert.Throws<InvalidDataException>(() => ShardState.Of(_folder["out"]));
        Assert.Contains(end, later.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_of_another_run_is_refused_by_name_and_leaves_nothing()
    {
        await RunAsync("out", new() { Samples = 6, Shard = new(0, 3) });
        Assert.Equal("shards", (await RefusedAsync("out", new() { Samples = 6, Shard = new(1, 4) })).Field);
        Assert.Equal("seed", (await RefusedAsync("out", new() { Samples = 6, Shard = new(1, 3), Seed = 1 })).Field);
        Assert.Equal("max_turns",
            (await RefusedAsync("out", new() { Samples = 6, Shard = new(2, 3), MaxTurns = 3 })).Field);
        DistillationException whole = await RefusedAsync("out", new() { Samples = 6 });
        Assert.Contains("--shard", whole.Message, StringComparison.Ordinal);
        Assert.Equal(["shard-00000-of-00003"], Directory.GetFileSystemEntries(_folder["out"]).Select(Path.GetFileName));

        await RunAsync("plain", new() { Samples = 2 });
        DistillationException plain = await RefusedAsync("plain", new() { Samples = 2, Shard = new(0, 2) });
        Assert.Contains("without shards", plain.Message, StringComparison.Ordinal);
        DistillationException adaptive = await RefusedAsync(
            "none", new() { Shard = new(0, 2), Strategy = SamplingStrategy.Adaptive });
        Assert.Contains("adaptive", adaptive.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["none"]));
    }

    [Fact]
    public async Task Shards_of_two_runs_in_one_folder_are_read_by_nobody()
    {
        await RunAsync("out", new() { Samples = 6, Shard = new(0, 3) });
        await RunAsync("other", new() { Samples = 6, Shard = new(1, 3), Seed = 7 });
        Directory.Move(_folder["other", "shard-00001-of-00003"], _folder["out", "shard-00001-of-00003"]);
        InvalidDataException seeds = Assert.Throws<InvalidDataException>(() => TraceStore.Open(_folder["out"]));
        Assert.Contains("seed is 7", seeds.Message, StringComparison.Ordinal);
        Directory.Move(_folder["out", "shard-00001-of-00003"], _folder["out", "shard-00001-of-00004"]);
        InvalidDataException counts = Assert.Throws<InvalidDataException>(() => TraceStore.Open(_folder["out"]));
        Assert.Contains("shard-00001-of-00004", counts.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_is_there_twice_counts_once_and_with_other_content_is_an_error_that_names_both()
    {
        await RunShardsAsync("out", 2, new() { Samples = 4 });
        string first = Directory.GetFiles(_folder["out", "shard-00000-of-00002"], "trace_*")[0],
            second = Path.Combine(_folder["out", "shard-00001-of-00002"], Path.GetFileName(first));
        File.Copy(first, second);
        Assert.Equal(4, TraceStore.Open(_folder["out"]).Read().Count());
        File.AppendAllText(second, "\n");
        InvalidDataException twice =
            Assert.Throws<InvalidDataException>(
                () => TraceStore.Open(_folder["out"]).Statistics(cancellationToken: Stop));
        Assert.Contains(first, twice.Message, StringComparison.Ordinal);
        Assert.Contains(second, twice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drained_it_begins_nothing_new_and_what_is_in_flight_is_kept()
    {
        using CancellationTokenSource drain = new();
        int asked = 0;
        ScriptedModel model = new((_, _) =>
        {
            if (Interlocked.Increment(ref asked) == 3) drain.Cancel();
            return ScriptedModel.Text(Answer);
        });
        DistillationOptions options = new() { Samples = 9, MaxWorkers = 1, Shard = new(0, 1), Drain = drain.Token };
        await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync("out", options, model));
        Assert.Equal(3, TraceStore.Open(_folder["out"]).Read().Count());
        Assert.False(Assert.Single(ShardState.Of(_folder["out"])).Complete);
        DistillationSummary rest = await RunAsync("out", options with { Drain = default });
        Assert.Equal((3, 6), (rest.AlreadyDone, rest.Done));
    }

    [Fact]
    public async Task Drained_when_nothing_was_left_to_begin_it_is_done()
    {
        using CancellationTokenSource drain = new();
        ScriptedModel model = new((_, _) =>
        {
            drain.Cancel();
            return ScriptedModel.Text(Answer);
        });
        DistillationSummary summary = await RunAsync("out", new() { Samples = 1, Drain = drain.Token }, model);
        Assert.Equal(1, summary.Done);
    }

    [Fact]
    public async Task The_questions_of_a_collection_are_shared_out_and_read_as_one()
    {
        CollectionQuestion[] questions = [.. Enumerable.Range(0, 7)
            .Select(i => new CollectionQuestion([_folder["streets", $"{i:000}.jpg"]], $"What is {i}?"))];
        // One that stands twice is asked in one shard alone.
        CollectionQuestion[] given = [questions[0], .. questions];
        for (int shard = 0; shard < 3; shard++)
        {
            RunShard part = new(shard, 3);
            DataCollector collector = new(_folder["data", part.FolderName]);
            SpatialAgent agent = new(ScriptedModel.Saying("<answer>a</answer>"), [], collector);
            await new CollectionRun(agent, given, new() { Shard = part })
                .ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);
        }

        SessionStore store = SessionStore.Open(_folder["data"]);
        Assert.Equal(questions.Select(one => one.Question), store.Read().Select(session => session.Question).Order());
        Assert.Equal(7, store.Statistics(cancellationToken: Stop).SuccessfulSessions);
        QualityReport report = QualityReport.Check(_folder["data"], cancellationToken: Stop);
        Assert.Equal(7, report.Sessions);
        Assert.DoesNotContain(report.Findings, finding => finding.Check == "duplicate_question");
        Assert.All(ShardState.Of(_folder["data"]), state => Assert.True(state.Complete, state.Why));
        SpatialAgent elsewhere =
            new(ScriptedModel.Saying("<answer>a</answer>"), [], new DataCollector(_folder["plain"]));
        await Assert.ThrowsAsync<DistillationException>(() => new CollectionRun(
            elsewhere, questions, new() { Shard = new(0, 3) }).ExecuteAsync(
                cancellationToken: TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("3/3")]
    [InlineData("-1/3")]
    [InlineData("0/0")]
    [InlineData("1/2/3")]
    [InlineData("１/3")]
    [InlineData(" 1/3")]
    [InlineData("1/100000")]
    [InlineData("99999999999999/3")]
    [InlineData("")]
    public void What_is_no_shard_is_refused(string text) =>
        Assert.Throws<ArgumentException>(() => RunShard.Parse(text));

    [Theory]
    [InlineData("0/1", "shard-00000-of-00001")]
    [InlineData("3/1000", "shard-00003-of-01000")]
    [InlineData("99998/99999", "shard-99998-of-99999")]
    public void A_shard_names_its_folder(string text, string folder)
    {
        Assert.Equal((text, folder), (RunShard.Parse(text).ToString(), RunShard.Parse(text).FolderName));
        Assert.Equal(RunShard.Parse(text), RunShard.OfFolder(folder));
        Assert.Null(RunShard.OfFolder(folder + "0"));
    }

    private async Task RunShardsAsync(string output, int count, DistillationOptions options)
    {
        for (int shard = 0; shard < count; shard++)
            await RunAsync(output, options with { Shard = new(shard, count) });
    }

    private Task<DistillationSummary> RunAsync(string output, DistillationOptions options, IChatClient? model = null) =>
        new DistillationRun(model ?? ScriptedModel.Saying(Answer), _streets, _folder[output], options)
            .ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);

    private Task<DistillationException> RefusedAsync(string output, DistillationOptions options) =>
        Assert.ThrowsAsync<DistillationException>(() => RunAsync(output, options));

    // What a run took is no part of what it found.
    private static string Timeless(TraceStore store)
    {
        JsonObject figures = JsonNode.Parse(store.Statistics().ToJson())!.AsObject();
        JsonArray spreads = figures["distributions"]!.AsArray();
        spreads.RemoveAll(one => one!["name"]!.GetValue<string>() is "duration_ms" or "latency_ms");
        return figures.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }
}
