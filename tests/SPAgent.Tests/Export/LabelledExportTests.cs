using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>Exports know what people marked: what is dropped is counted, better answers are used when asked
/// for.</summary>
public sealed class LabelledExportTests : IDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();

    private TraceStore Store => TraceStore.Open(_folder["w"]);

    public LabelledExportTests()
    {
        Directory.CreateDirectory(_folder["w"]);
        foreach (string file in Directory.GetFiles(Fixtures.Samples("traces", "written"), "trace_*.json"))
            File.Copy(file, _folder["w", Path.GetFileName(file)]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_that_are_labelled_drop_are_counted_and_left_out_when_asked()
    {
        Store.Labels().Set(["0", "8"], new() { Verdict = LabelVerdict.Drop });
        ExportReport all = await ExportAsync(Store);
        Assert.Equal((4, 2, 0), (all.Rows, all.LabelledDrop, all.Filtered));
        Assert.Contains("2 rows; `--without-label drop`", Card(), StringComparison.Ordinal);
        ExportReport kept = await ExportAsync(Store.Where(new RecordFilter { WithoutLabels = ["drop"] }, Stop));
        Assert.Equal((2, 0, 2), (kept.Rows, kept.LabelledDrop, kept.Filtered));
        Assert.Contains("filters: without label drop", Card(), StringComparison.Ordinal);
        Assert.Equal(["trace_00005", "trace_00020"], Rows().Select(row => row.GetProperty("sample_id").GetString()));
    }

    [Fact]
    public async Task A_better_answer_stands_in_the_place_of_the_model_s_and_is_scored()
    {
        double before = Store.Load(5).Reward!.Score;
        Store.Label("5", new() { Answer = "29.9756, 31.142" });
        Assert.Equal(0, (await ExportAsync(Store)).BetterAnswers);
        Assert.Equal(1, (await ExportAsync(Store, new() { UseBetterAnswers = true })).BetterAnswers);
        JsonElement row = Rows().Single(one => one.GetProperty("sample_id").GetString() == "trace_00005");
        Assert.Equal("<answer>29.9756, 31.142</answer>", row.GetProperty("response").GetString());
        Assert.True(row.GetProperty("context").GetProperty("score").GetDouble() > Math.Max(before, 0.9));
        Assert.Contains("better answers: 1 row", Card(), StringComparison.Ordinal);
        ExportReport good = await ExportAsync(Store, new() { UseBetterAnswers = true, MinReward = 0.999 });
        Assert.Equal(1, good.BetterAnswers);
        Assert.NotEqual("<answer>29.9756, 31.142</answer>", Store.Load(5).FinalResponse);
    }

    [Fact]
    public async Task A_better_answer_is_marked_good_whatever_its_score()
    {
        Store.Label("5", new() { Answer = "-80, 0" });
        ExportOptions options = new()
        {
            Task = TrainingTask.Kto,
            UseBetterAnswers = true,
            Ids = new HashSet<string> { "5" },
            Dataset = ImageDataset.Open(Fixtures.Samples("streets")),
        };
        await Store.ExportAsync(_folder["kto"], TrainingFormat.Swift, options, Stop);
        JsonElement row = JsonElement.Parse(Assert.Single(File.ReadAllLines(_folder["kto", "train.jsonl"])));
        Assert.True(row.GetProperty("label").GetBoolean());
    }

    [Fact]
    public async Task A_conversation_that_ended_with_a_call_gets_its_answer_behind_it()
    {
        Trace trace = Store.Load(8);
        await Store.SaveAsync(trace with
        {
            Turns = [trace.Turns[0]],
            FinalResponse = trace.Turns[0].Response,
            ToolCalls = [trace.ToolCalls[0]]
        }, Stop);
        Store.Label("8", new() { Answer = "<answer>1, 2</answer>" });
        await ExportAsync(Store, new() { UseBetterAnswers = true, Ids = new HashSet<string> { "8" } });
        JsonElement row = Assert.Single(Rows());
        Assert.Equal("<answer>1, 2</answer>", row.GetProperty("response").GetString());
        Assert.Equal(4, row.GetProperty("context").GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task A_reward_that_asks_cannot_score_a_better_answer_and_nothing_is_written()
    {
        File.WriteAllText(_folder["w", "run.json"], "{\"reward\":\"judge\"}");
        Store.Label("5", new() { Answer = "x" });
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(
            () => ExportAsync(Store, new() { UseBetterAnswers = true }));
        Assert.Contains("judge", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out.jsonl"]));
    }

    [Fact]
    public async Task The_last_sample_of_a_session_answers_better()
    {
        Directory.CreateDirectory(_folder["c", "sessions", "one"]);
        File.WriteAllText(_folder["c", "sessions", "one", "session_metadata.json"], """
            {"question":"Where?","success":true,"final_answer":"b","samples":[
            {"sample_id":"one_iter_1","iteration":1,"images":[],"prompt":"p","response":"look","reasoning":"r",
            "context":{}},
            {"sample_id":"one_iter_2","iteration":2,"images":[],"prompt":"p","response":"\\boxed{b}","reasoning":"r",
            "context":{}}]}
            """);
        SessionStore store = SessionStore.Open(_folder["c"]);
        store.Label("one", new() { Answer = "c", Verdict = LabelVerdict.Drop });
        ExportReport report = await store.ExportAsync(_folder["out.jsonl"], TrainingFormat.Jsonl,
            new() { UseBetterAnswers = true }, Stop);
        Assert.Equal((2, 1, 2), (report.Rows, report.BetterAnswers, report.LabelledDrop));
        JsonElement[] rows = Rows();
        Assert.Equal(["look", "\\boxed{c}"], rows.Select(row => row.GetProperty("response").GetString()));
        Assert.Equal([true, false], rows.Select(row => row.TryGetProperty("reasoning", out _)));
        report = await store.Where(new RecordFilter { Labels = ["keep"] }, Stop)
            .ExportAsync(_folder["out.jsonl"], TrainingFormat.Jsonl, cancellationToken: Stop);
        Assert.Equal((0, 2), (report.Rows, report.Filtered));
    }

    private Task<ExportReport> ExportAsync(TraceStore store, ExportOptions? options = null) => store.ExportAsync(
        _folder["out.jsonl"], TrainingFormat.Jsonl,
        (options ?? new()) with { Dataset = ImageDataset.Open(Fixtures.Samples("streets")) }, Stop);

    private JsonElement[] Rows() =>
        [.. File.ReadAllLines(_folder["out.jsonl"]).Select(line => JsonElement.Parse(line))];

    private string Card() => File.ReadAllText(_folder["out.jsonl.card.md"]);
}
