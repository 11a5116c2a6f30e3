using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests.Runs;

public sealed partial class DistillationRunTests : IDisposable
{
    private const string Answer = @"$\boxed{1.5, 2.5}$";
    private readonly TemporaryFolder _folder = new();
    private readonly ImageDataset _streets;

    public DistillationRunTests() => _streets = StreetFolder.Make(_folder["streets"], rows: 24);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_worker_and_sixty_four_write_the_same_bytes_but_for_times()
    {
        await RunAsync(Teacher(), "one", new() { Samples = 24, MaxWorkers = 1 });
        await RunAsync(Teacher(), "many", new() { Samples = 24, MaxWorkers = 64 });
        Assert.Equal(Contents("one"), Contents("many"));
        Assert.NotEmpty(Contents("one"));
    }

    [Fact]
    public async Task Running_again_asks_nothing()
    {
        await RunAsync(Steady(), "traces", new() { Samples = 10, MaxWorkers = 4 });
        ScriptedModel again = new((_, _) => throw new InvalidOperationException("asked"));
        DistillationSummary summary =
            await RunAsync(Same(again, Steady()), "traces", new() { Samples = 10, MaxWorkers = 4 });
        Assert.Empty(again.Requests);
        Assert.Equal((10, 0), (summary.AlreadyDone + summary.FailedEarlier, summary.Done));
    }

    [Fact]
    public async Task More_samples_go_on_where_fewer_ended()
    {
        await RunAsync(ScriptedModel.Saying(Answer), "traces", new() { Samples = 5 });
        ScriptedModel more = ScriptedModel.Saying(Answer);
        await RunAsync(more, "traces", new() { Samples = 8 });
        Assert.Equal(3, more.Requests.Count);
        Assert.Equal(8, TraceStore.Open(_folder["traces"]).Indices().Count);
    }

    [Fact]
    public async Task A_run_that_is_stopped_goes_on_and_ends_as_if_it_had_not_been()
    {
        using CancellationTokenSource stop = new();
        Progress progress = new(value => { if (value.Done + value.Failed == 9) stop.Cancel(); });
        DistillationRun stopped = new(Teacher(), _streets, _folder["stopped"], new() { Samples = 24, MaxWorkers = 3 });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped.ExecuteAsync(progress, stop.Token));
        int before = TraceStore.Open(_folder["stopped"]).Indices().Count;
        Assert.InRange(before, 1, 23);

        await RunAsync(Teacher(), "stopped", new() { Samples = 24, MaxWorkers = 5 });
        await RunAsync(Teacher(), "straight", new() { Samples = 24, MaxWorkers = 5 });
        Assert.Equal(Contents("straight"), Contents("stopped"));
    }

    [Fact]
    public async Task The_index_in_a_trace_is_the_index_in_the_dataset_whatever_the_order()
    {
        await RunAsync(ScriptedModel.Saying(Answer), "traces",
            new() { Samples = 6, Strategy = SamplingStrategy.Hardest });
        foreach (Trace trace in TraceStore.Open(_folder["traces"]).Read())
        {
            Assert.Equal((double)_streets[trace.SampleIndex]["lat"]!, trace.SampleData.GetProperty("lat").GetDouble());
            Assert.Equal(_streets[trace.SampleIndex].Image!.Decode().PixelSha256(), trace.ImageSha256);
        }
    }

    [Fact]
    public void Hardest_takes_the_highest_first_nulls_last_and_ties_by_index()
    {
        IReadOnlyList<int> order =
            SampleSelection.Choose(_streets, new() { Samples = 24, Strategy = SamplingStrategy.Hardest });
        Assert.Equal(3, order[^1]);
        List<double> scores = [.. order.Take(23).Select(row => (double)_streets[row]["locatability_score"]!)];
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(order.Take(23).Reverse(),
            SampleSelection.Choose(_streets, new() { Samples = 23, Strategy = SamplingStrategy.Easiest }));
        Assert.Equal(3,
            SampleSelection.Choose(_streets, new() { Samples = 24, Strategy = SamplingStrategy.Easiest })[^1]);
    }

    [Fact]
    public void Data_that_changed_is_sorted_anew()
    {
        int hardest = SampleSelection.Choose(_streets, new() { Samples = 1, Strategy = SamplingStrategy.Hardest })[0];
        string metadata = _folder["streets", "metadata.jsonl"];
        File.WriteAllText(metadata, File.ReadAllText(metadata)
            .Replace("\"locatability_score\":0.04", "\"locatability_score\":0.99", StringComparison.Ordinal));
        int now = SampleSelection.Choose(ImageDataset.Open(_folder["streets"]),
            new() { Samples = 1, Strategy = SamplingStrategy.Hardest })[0];
        Assert.NotEqual(hardest, now);
    }

    [Fact]
    public void Random_repeats_by_seed_and_grows_without_reshuffling()
    {
        IReadOnlyList<int> five = SampleSelection.Choose(_streets, new() { Samples = 5, Seed = 3 });
        Assert.Equal(five, SampleSelection.Choose(_streets, new() { Samples = 9, Seed = 3 }).Take(5));
        Assert.NotEqual(five, SampleSelection.Choose(_streets, new() { Samples = 5, Seed = 4 }));
    }

    [Fact]
    public async Task A_view_is_run_under_the_indices_that_its_rows_have_on_disk()
    {
        ImageDataset view = _streets.Select([9, 4, 9]);
        DistillationRun run = new(ScriptedModel.Saying(Answer), view, _folder["traces"],
            new() { Samples = 3, Strategy = SamplingStrategy.Order });
        await run.ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);
        string[] names = [.. Directory.GetFiles(_folder["traces"], "trace_*.json").Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)!];
        Assert.Equal(["trace_00004.json", "trace_00009.json"], names);
        Trace trace = Trace.Load(Path.Combine(_folder["traces"], "trace_00009.json"));
        Assert.Equal((9, _streets[9]["lat"]), (trace.SampleIndex, trace.SampleData.GetProperty("lat").GetDouble()));
        await foreach (ReplayStep step in
            TraceReplay.RunAsync(trace, view, cancellationToken: TestContext.Current.CancellationToken))
        {
            Assert.NotEqual(ReplayVerdict.Mismatch, step.Verdict);
        }

        ScriptedModel again = ScriptedModel.Saying(Answer);
        await new DistillationRun(again, view, _folder["traces"],
            new() { Samples = 3, Strategy = SamplingStrategy.Order })
            .ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(again.Requests);
    }

    [Fact]
    public async Task Another_run_into_the_folder_is_refused_by_the_name_of_what_differs()
    {
        await RunAsync(ScriptedModel.Saying(Answer), "traces", new() { Samples = 2 });
        DistillationException refusal = await Assert.ThrowsAsync<DistillationException>(
            () => RunAsync(ScriptedModel.Saying(Answer), "traces", new() { Samples = 2, Temperature = 0.2f }));
        Assert.Equal("temperature", refusal.Field);
        Assert.Contains("0.7", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_came_to_ask_nothing_binds_no_other()
    {
        DistillationOptions hardest =
            new() { Samples = 2, Strategy = SamplingStrategy.Hardest, DifficultyColumn = "hardness" };
        DatasetException refusal = await Assert.ThrowsAsync<DatasetException>(
            () => RunAsync(ScriptedModel.Saying(Answer), "traces", hardest));
        Assert.Contains("--difficulty-column", refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["traces"]));

        ScriptedModel wrongKey =
            new((_, _) => throw new ModelException(ModelFailure.Unauthorized, "wrong key") { StopsRun = true });
        await Assert.ThrowsAsync<ModelException>(() => RunAsync(wrongKey, "traces", new() { Samples = 2 }));
        DistillationSummary summary = await RunAsync(
            ScriptedModel.Saying(Answer), "traces", hardest with { DifficultyColumn = "lat" });
        Assert.Equal(2, summary.Done);
    }

    [Fact]
    public async Task Another_dataset_at_the_same_path_is_refused()
    {
        await RunAsync(ScriptedModel.Saying(Answer), "traces", new() { Samples = 2 });
        File.AppendAllText(_folder["streets", "metadata.jsonl"],
            "{\"file_name\": \"000.jpg\", \"lat\": 1, \"lon\": 2}\n");
        DistillationRun other = new(ScriptedModel.Saying(Answer), ImageDataset.Open(_folder["streets"]),
            _folder["traces"], new() { Samples = 2 });
        Assert.Equal("dataset",
            (await Assert.ThrowsAsync<DistillationException>(
                () => other.ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken))).Field);
    }

    [Fact]
    public async Task Traces_of_someone_else_are_not_taken_for_finished_work()
    {
        await RunAsync(ScriptedModel.Saying(Answer), "traces", new() { Samples = 2 });
        File.Delete(_folder["traces", "run.json"]);
        DistillationException refusal =
            await Assert.ThrowsAsync<DistillationException>(
                () => RunAsync(ScriptedModel.Saying(Answer), "traces", new() { Samples = 2 }));
        Assert.Contains("run.json", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_torn_by_a_crash_costs_no_other_failure()
    {
        Directory.CreateDirectory(_folder["traces"]);
        File.WriteAllText(_folder["traces", "failures.jsonl"], "{\"sample_index\": 3, \"rea");
        ScriptedModel failing = new((_, _) => throw new InvalidDataException("gone"));
        await RunAsync(failing, "traces", new() { Samples = 1, Strategy = SamplingStrategy.Order });
        ScriptedModel again = ScriptedModel.Saying(Answer);
        Assert.Equal(1,
            (await RunAsync(again, "traces", new() { Samples = 1, Strategy = SamplingStrategy.Order })).FailedEarlier);
        Assert.Empty(again.Requests);
    }

    [Fact]
    public async Task Another_truth_column_is_another_run()
    {
        await RunAsync(ScriptedModel.Saying(Answer), "traces",
            new() { Samples = 1, Reward = new ExactMatchReward { AnswerColumn = "locatability_score" } });
        DistillationException refusal = await Assert.ThrowsAsync<DistillationException>(
            () => RunAsync(ScriptedModel.Saying(Answer), "traces",
                new() { Samples = 1, Reward = new ExactMatchReward { AnswerColumn = "country" } }));
        Assert.Equal("reward_settings", refusal.Field);
    }

    [Fact]
    public async Task Two_runs_at_once_do_not_pay_twice_in_one_folder()
    {
        TaskCompletionSource inside = new(), leave = new();
        ScriptedModel slow = new((_, _) =>
        {
            inside.TrySetResult();
            leave.Task.Wait();
            return ScriptedModel.Text(Answer);
        });
        Task<DistillationSummary> first = Task.Run(() => RunAsync(slow, "traces", new() { Samples = 1 }));
        await inside.Task;
        Exception? refusal =
            await Record.ExceptionAsync(() => RunAsync(ScriptedModel.Saying(Answer), "traces", new() { Samples = 1 }));
        leave.SetResult();
        Assert.Equal(1, (await first).Done);
        Assert.IsType<DistillationException>(refusal);
    }

    [Fact]
    public async Task A_sample_that_fails_stands_in_the_log_and_is_tried_again_only_when_asked()
    {
        int asked = 0;
        ScriptedModel failing =
            new((_, _) => ++asked == 2 ? throw new InvalidDataException("gone") : ScriptedModel.Text(Answer));
        DistillationSummary summary = await RunAsync(failing, "traces", new() { Samples = 4, MaxWorkers = 1 });
        Assert.Equal((3, 1), (summary.Done, summary.Failed));
        Assert.EndsWith("\nSome failed; the commonest reason: gone", summary.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"gone\"", File.ReadAllText(_folder["traces", "failures.jsonl"]),
            StringComparison.Ordinal);

        ScriptedModel second = ScriptedModel.Saying(Answer);
        Assert.Equal(1, (await RunAsync(second, "traces", new() { Samples = 4 })).FailedEarlier);
        Assert.Empty(second.Requests);
        Assert.Equal(1, (await RunAsync(second, "traces", new() { Samples = 4, RetryFailed = true })).Done);
        Assert.False(File.Exists(_folder["traces", "failures.jsonl"]));
    }

    [Fact]
    public async Task A_request_that_takes_too_long_fails_its_sample_alone()
    {
        using IChatClient silent = new SilentModel();
        DistillationSummary summary =
            await RunAsync(silent, "traces", new() { Samples = 2, RequestTimeout = TimeSpan.FromMilliseconds(30) });
        Assert.Equal(2, summary.Failed);
        Assert.Contains("no reply within 0.03 s", File.ReadAllText(_folder["traces", "failures.jsonl"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_cannot_be_read_fails_its_row_alone()
    {
        File.WriteAllBytes(_folder["streets", "004.jpg"], [0xff, 0xd8, 0xff, 0xe0, 0, 1]);
        DistillationSummary summary = await RunAsync(ScriptedModel.Saying(Answer), "traces", new() { Samples = 24 });
        Assert.Equal((23, 1), (summary.Done, summary.Failed));
    }

    [Fact]
    public async Task Images_are_read_when_their_turn_comes()
    {
        WatchedDataset watched = new(_streets);
        ScriptedModel model = ScriptedModel.Saying(Answer);
        ConcurrentQueue<int> ahead = [];
        Progress progress = new(value => ahead.Enqueue(watched.RowsRead - value.Done));
        await new DistillationRun(model, watched, _folder["traces"],
            new() { Samples = 24, MaxWorkers = 2 }).ExecuteAsync(progress, TestContext.Current.CancellationToken);
        // Two in conversation, two on their way to disk.
        Assert.All(ahead, rows => Assert.InRange(rows, 0, 4));
    }

    [Fact]
    public async Task Progress_counts_from_nothing_to_the_total_and_says_when_it_is_over()
    {
        List<RunProgress> seen = [];
        await RunAsync(Teacher(), "traces", new() { Samples = 12, MaxWorkers = 3 }, new Progress(seen.Add));
        Assert.Equal([.. Enumerable.Range(0, 13), 12], seen.Select(value => value.Ended));
        Assert.Equal(seen.Count - 1, seen.FindIndex(value => value.HasEnded));
        Assert.All(seen, value => Assert.Equal(12, value.Total));
        Assert.True(seen[^1].Tokens > 0);
    }

    [Fact]
    public void An_option_outside_its_range_is_refused_by_its_name()
    {
        Assert.Throws<ArgumentOutOfRangeException>("MaxWorkers", () => new DistillationOptions { MaxWorkers = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("MaxWorkers", () => new DistillationOptions { MaxWorkers = 1025 });
        Assert.Throws<ArgumentOutOfRangeException>("Samples", () => new DistillationOptions { Samples = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("MaxTurns", () => new DistillationOptions { MaxTurns = 101 });
        Assert.Throws<ArgumentOutOfRangeException>("MaxTokens", () => new DistillationOptions { MaxTokens = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("Temperature", () => new DistillationOptions { Temperature = 2.1f });
        Assert.Throws<ArgumentOutOfRangeException>("Temperature",
            () => new DistillationOptions { Temperature = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>("RequestTimeout",
            () => new DistillationOptions { RequestTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>("ToolTimeout",
            () => new DistillationOptions { ToolTimeout = Timeout.InfiniteTimeSpan });
        Assert.Throws<ArgumentOutOfRangeException>("MaxParallelTools",
            () => new SpatialAgentOptions { MaxParallelTools = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("ToolTimeout",
            () => new SpatialAgentOptions { ToolTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>("MaxRetries", () => new OpenAICompatibleOptions { MaxRetries = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("ToolRate",
            () => new SimulatedModelOptions { ToolRate = double.NaN });
    }

    private IChatClient Steady() => ChatModels.Simulated(seed: 7, _streets, new() { FailureRate = 0 });

    private IChatClient Teacher() => ChatModels.Simulated(seed: 7, _streets, new() { FailureRate = 0.2 });

    private Task<DistillationSummary> RunAsync(
        IChatClient model, string output, DistillationOptions options, IProgress<RunProgress>? progress = null) =>
        new DistillationRun(model, _streets, _folder[output], options).ExecuteAsync(progress,
            TestContext.Current.CancellationToken);

    /// <summary>File name and text of everything that a run wrote, without times.</summary>
    private List<string> Contents(string output) =>
        // What a stopped conversation was paid for stays on record.
        [.. Directory.EnumerateFiles(_folder[output]).Where(path => Path.GetFileName(path) != UsageLog.FileName)
        .Order(StringComparer.Ordinal)
        .Select(path => $"{Path.GetFileName(path)}\n{Times().Replace(File.ReadAllText(path), "")}")];

    // The manifest names the model, so a stand-in must carry its name.
    private static Renamed Same(IChatClient actor, IChatClient named) => new Renamed(actor, named);

    [GeneratedRegex("\"(started_at|duration_ms|latency_ms|time)\": ?[^,\\n}]+")]
    private static partial Regex Times();

    private sealed class Renamed(IChatClient actor, IChatClient named) : DelegatingChatClient(actor)
    {
        public override object? GetService(Type serviceType, object? serviceKey = null) =>
            named.GetService(serviceType, serviceKey);
    }

    private sealed class Progress(Action<RunProgress> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value);
    }
}
