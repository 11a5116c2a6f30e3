using System.Text.Json;
using SPAgent.Tests.Collection;

namespace SPAgent.Tests.Labels;

/// <summary>labels.jsonl: lines that only come to it, and what they add up to.</summary>
public sealed class LabelStoreTests
{
    private const string Who = "ana";

    [Theory]
    [InlineData("3")]
    [InlineData("003")]
    [InlineData(" 3 ")]
    [InlineData("trace_00003")]
    [InlineData("trace_00003.json")]
    public async Task A_trace_is_marked_by_any_spelling_of_its_id(string id)
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(5);
        folder.Store.Label(id, new() { Verdict = LabelVerdict.Drop, Who = Who });
        JsonElement line = JsonElement.Parse(Assert.Single(folder.Lines));
        Assert.Equal(["id", "at", "who", "label_id", "verdict"],
            line.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("3", Who, "drop"), (line.GetProperty("id").GetString(), line.GetProperty("who").GetString(),
            line.GetProperty("verdict").GetString()));
        Assert.EndsWith("Z", line.GetProperty("at").GetString(), StringComparison.Ordinal);
        Assert.Equal(LabelVerdict.Drop, folder.Store.Labels()["trace_00003"].Verdict);
        Assert.Equal(LabelVerdict.None, folder.Store.Labels()["4"].Verdict);
    }

    [Theory]
    [InlineData("1.r2")]
    [InlineData("1r2")]
    [InlineData("trace_00001.r2")]
    public async Task A_further_answer_has_labels_of_its_own(string id)
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(2, rollouts: 2);
        RecordLabel label = folder.Store.Label(id, LabelVerdict.Keep);
        Assert.Equal("1.r2", label.Id);
        Assert.True(folder.Store.Labels()["1"].IsEmpty);
    }

    [Fact]
    public async Task Later_marks_decide_each_field_of_its_own_and_tags_add_up()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(1);
        LabelStore labels = folder.Store.Labels();
        labels.Set("0", new() { Verdict = LabelVerdict.Keep, Tags = ["b"], Note = "first", Who = "ana" });
        labels.Set("0", new() { Tags = ["a", "ü 🚌"], Answer = "Paris", Who = "ben" });
        RecordLabel label = labels.Set("0", new() { Verdict = LabelVerdict.Drop, Untag = ["b", "z"], Who = "eva" });
        Assert.Equal((LabelVerdict.Drop, "first", "Paris", "eva"),
            (label.Verdict, label.Note, label.Answer, label.Who));
        Assert.Equal(["a", "ü 🚌"], label.Tags);
        Assert.Equivalent(label, TraceStore.Open(folder.Path).Labels()["0"]);
    }

    [Fact]
    public async Task Clear_takes_back_all_that_was_marked_before_it()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(1);
        LabelStore labels = folder.Store.Labels();
        labels.Set("0", new() { Verdict = LabelVerdict.Keep, Tags = ["a"], Note = "n", Answer = "x" });
        Assert.True(labels.Set("0", new() { Clear = true }).IsEmpty);
        Assert.Empty(labels.All());
        Assert.Equal(["b"], labels.Set("0", new() { Clear = true, Tags = ["b"] }).Tags);
        labels.Set("0", new() { Note = "n" });
        Assert.Null(labels.Set("0", new() { Note = "" }).Note);
        Assert.Equal(LabelVerdict.None, labels.Set("0", new() { Verdict = LabelVerdict.None }).Verdict);
    }

    [Fact]
    public async Task The_latest_time_decides_whatever_the_order_of_lines_then_the_label_id()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(2);
        File.WriteAllLines(folder.Labels,
        [
            Line("0", "2026-01-02T00:00:00Z", "b", "\"verdict\":\"keep\",\"note\":\"new\""),
            Line("0", "2026-01-01T23:00:00-05:00", "c", "\"verdict\":\"drop\""),
            Line("0", "2026-01-01T00:00:00Z", "a", "\"verdict\":\"keep\",\"note\":\"old\""),
            Line("trace_00001", "2026-01-01T00:00:00Z", "z", "\"verdict\":\"keep\""),
            Line("1", "2026-01-01T00:00:00Z", "y", "\"verdict\":\"drop\""),
        ]);
        LabelStore labels = folder.Store.Labels();
        Assert.Equal((LabelVerdict.Drop, "new"), (labels["0"].Verdict, labels["0"].Note));
        Assert.Equal(LabelVerdict.Keep, labels["1"].Verdict);
    }

    [Fact]
    public async Task A_mark_made_now_is_the_latest_whatever_the_clocks()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(1);
        File.WriteAllText(folder.Labels, Line("0", "2099-01-01T00:00:00Z", "a", "\"verdict\":\"keep\"") + "\n");
        Clock clock = new();
        foreach (LabelVerdict verdict in (LabelVerdict[])[LabelVerdict.Drop, LabelVerdict.Keep, LabelVerdict.Drop])
        {
            Assert.Equal(verdict,
                folder.Store.Label("0", new() { Verdict = verdict, TimeProvider = clock }).Verdict);
        }
    }

    [Theory]
    [InlineData("7", "The nearest are 2, 3, 4.")]
    [InlineData("2.r2", "The nearest are 1, 2, 3.")]
    [InlineData("trace_99999", "The nearest are 2, 3, 4.")]
    [InlineData("99999999999", "is no id")]
    [InlineData("../trace_00001", "is no id")]
    [InlineData("٣", "is no id")]
    [InlineData("", "is no id")]
    public async Task An_id_that_is_not_there_is_refused_with_the_nearest_and_nothing_is_written(string id, string said)
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(5);
        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => folder.Store.Labels().Set(["1", id], new() { Verdict = LabelVerdict.Keep }));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Labels));
    }

    [Fact]
    public async Task A_label_that_says_nothing_or_no_tag_is_refused()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(1);
        Assert.Throws<ArgumentException>(() => folder.Store.Label("0", new LabelChange()));
        Assert.Throws<ArgumentException>(() => new LabelChange { Tags = ["  "] });
        Assert.Throws<ArgumentException>(() => new LabelChange { Tags = ["a\nb"] });
        Assert.Throws<ArgumentException>(() => new LabelChange { Who = "" });
        Assert.Throws<ArgumentException>(() => new LabelChange { Note = new string('x', 10_001) });
    }

    [Fact]
    public async Task An_unfinished_last_line_is_passed_over_closed_by_the_next_and_a_finding()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(2);
        folder.Store.Label("0", LabelVerdict.Keep);
        File.AppendAllText(folder.Labels, "{\"id\":\"1\",\"at\":\"2026-01-01T00:00:00Z\",\"who\":\"\u00e4");
        LabelStore labels = folder.Store.Labels();
        Assert.Single(labels.All());
        Assert.Equal(2, Assert.Single(labels.Problems).Line);
        labels.Set("1", new() { Verdict = LabelVerdict.Drop });
        Assert.Equal(3, folder.Lines.Length);
        Assert.Equal(2, labels.All().Count);
        Assert.Equal(LabelVerdict.Drop, labels["1"].Verdict);
        Finding finding = Assert.Single(QualityReport.Check(folder.Path,
            cancellationToken: TestContext.Current.CancellationToken).Findings, one => one.Check == "label_line");
        Assert.Equal((LabelStore.FileName, Severity.Warning), (finding.Place, finding.Severity));
        Assert.Contains("Line 2 ", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_lacks_only_its_end_counts()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(2);
        File.WriteAllText(folder.Labels, Line("0", "2026-01-01T00:00:00Z", "a", "\"verdict\":\"drop\""));
        LabelStore labels = folder.Store.Labels();
        Assert.Equal(LabelVerdict.Drop, labels["0"].Verdict);
        Assert.Empty(labels.Problems);
        labels.Set("1", new() { Verdict = LabelVerdict.Keep });
        Assert.Equal(2, labels.All().Count);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"id\":\"0\",\"at\":\"soon\",\"who\":\"\",\"label_id\":\"x\",\"verdict\":\"keep\"}")]
    [InlineData("{\"id\":\"0\",\"at\":\"2026-01-01T00:00:00Z\",\"label_id\":\"x\",\"verdict\":\"maybe\"}")]
    [InlineData("{\"id\":\"0\",\"at\":\"2026-01-01T00:00:00Z\",\"verdict\":\"keep\"}")]
    [InlineData("{\"at\":\"2026-01-01T00:00:00Z\",\"label_id\":\"x\",\"verdict\":\"keep\"}")]
    [InlineData("{\"id\":\"0\",\"at\":\"2026-01-01T00:00:00Z\",\"label_id\":\"x\",\"tags\":[1]}")]
    public async Task A_line_that_is_no_label_is_passed_over_by_its_number(string line)
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(2);
        File.WriteAllText(folder.Labels, $"\n{line}\n{Line("1", "2026-01-01T00:00:00Z", "a", "\"tags\":\"t\"")}\r\n");
        LabelStore labels = folder.Store.Labels();
        Assert.Equal(["t"], Assert.Single(labels.All()).Tags);
        Assert.Equal(2, Assert.Single(labels.Problems).Line);
    }

    [Fact]
    public async Task A_store_reads_on_what_others_add_and_begins_anew_where_the_file_was_replaced()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(3);
        LabelStore mine = folder.Store.Labels(), theirs = folder.Store.Labels();
        Assert.Empty(mine.All());
        theirs.Set("1", new() { Verdict = LabelVerdict.Keep });
        Assert.Equal(["1"], mine.All().Select(label => label.Id));
        theirs.Set("0", new() { Verdict = LabelVerdict.Keep });
        Assert.Equal(["0", "1"], mine.All().Select(label => label.Id));
        File.WriteAllText(
            folder.Labels, Line("2", "2026-01-01T00:00:00Z", "a", $"\"note\":\"{new string('n', 900)}\""));
        Assert.Equal(["2"], mine.All().Select(label => label.Id));
        File.Delete(folder.Labels);
        Assert.Empty(mine.All());
    }

    [Fact]
    public async Task A_line_longer_than_any_label_is_passed_over_and_those_behind_it_count()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(1);
        File.WriteAllText(folder.Labels, $"{{\"id\":\"{new string('x', 9 << 20)}\"}}\n"
            + Line("0", "2026-01-01T00:00:00Z", "a", "\"tags\":[\"t\"]") + "\n");
        LabelStore labels = folder.Store.Labels();
        Assert.Single(labels.All());
        Assert.Equal(1, Assert.Single(labels.Problems).Line);
    }

    [Fact]
    public async Task Many_writers_at_once_lose_no_mark()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(1);
        await Parallel.ForAsync(0, 60, new ParallelOptions
        { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, (i, _) =>
        {
            folder.Store.Label("0", new() { Tags = [$"t{i:00}"], Note = new string('n', 3_000) });
            return ValueTask.CompletedTask;
        });
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"t{i:00}"), folder.Store.Labels()["0"].Tags);
        Assert.Equal(60, folder.Lines.Length);
        Assert.DoesNotContain(
            Directory.GetFiles(folder.Path), file => file.EndsWith(".lock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_a_full_disk_none_of_several_marks_is_made()
    {
        using SmallDisk disk = new("512k");
        TraceStore store = TraceStore.Open(Directory.CreateDirectory(disk["traces"]).FullName);
        for (int row = 0; row < 20; row++)
            await store.SaveAsync(LabelledFolder.Made(row, "a"), TestContext.Current.CancellationToken);
        store.Label("0", LabelVerdict.Keep);
        string labels = store.Labels().Path, before = File.ReadAllText(labels);
        // Room for the lock, and for what still fits into the last page of the file.
        File.WriteAllBytes(disk["spare"], new byte[4096]);
        SmallDisk.FillUp(disk["ballast"]);
        File.Delete(disk["spare"]);
        Assert.ThrowsAny<IOException>(() => store.Labels().Set(
            Enumerable.Range(0, 20).Select(row => $"{row}"), new() { Note = new string('n', 500) }));
        Assert.Equal(before, File.ReadAllText(labels));
        Assert.Equal("0", Assert.Single(store.Labels().All()).Id);
    }

    [Fact]
    public void Sessions_are_marked_by_their_ids_beside_the_sessions_folder()
    {
        using TemporaryFolder folder = new();
        foreach (string name in (string[])["session_20260101_000000_aaaaaaaa", "7"])
        {
            Directory.CreateDirectory(folder["sessions", name]);
            File.WriteAllText(folder["sessions", name, "session_metadata.json"],
                "{\"question\":\"Where?\",\"samples\":[]}");
        }

        SessionStore store = SessionStore.Open(folder.Path);
        store.Label("session_20260101_000000_aaaaaaaa", LabelVerdict.Keep);
        SessionStore.Open(folder["sessions"]).Label("7", LabelVerdict.Drop);
        Assert.Equal(["7", "session_20260101_000000_aaaaaaaa"], store.Labels().All().Select(label => label.Id));
        Assert.Equal(2, File.ReadAllLines(folder["labels.jsonl"]).Length);
        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => store.Label("session_20260101_000000_aaaaaaab", LabelVerdict.Keep));
        Assert.Contains("The nearest are session_20260101_000000_aaaaaaaa", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => store.Label("../sessions/7", LabelVerdict.Keep));
    }

    internal static string Line(string id, string at, string labelId, string rest) =>
        $"{{\"id\":\"{id}\",\"at\":\"{at}\",\"who\":\"test\",\"label_id\":\"{labelId}\",{rest}}}";
}
