namespace SPAgent.Tests.Labels;

/// <summary>Labels of a page, or of a copy of the collection, come in once and say what they overrode.</summary>
public sealed class LabelMergeTests
{
    [Fact]
    public async Task Merging_adds_unknown_lines_and_merging_twice_changes_nothing()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(4);
        folder.Store.Label("0", new() { Verdict = LabelVerdict.Keep, Tags = ["mine"], Who = "ana" });
        string file = folder["download.jsonl"];
        File.WriteAllLines(file,
        [
            LabelStoreTests.Line("0", "2099-01-01T00:00:00Z", "x1", "\"verdict\":\"drop\",\"untag\":[\"mine\"]"),
            LabelStoreTests.Line("trace_00001", "2026-01-01T00:00:00Z", "x2", "\"verdict\":\"keep\",\"extra\":1"),
            LabelStoreTests.Line("1", "2026-01-01T00:00:00Z", "x2", "\"verdict\":\"keep\""),
        ]);
        LabelMerge merge = folder.Store.Labels().Merge(file);
        Assert.Equal((2, 0, 0), (merge.Added, merge.Known, merge.Unreadable));
        Assert.Equal(["0: verdict was keep, is drop (test)", "0: tags was mine, is taken back (test)"],
            merge.Overrode.Select(one => one.ToString()));
        Assert.Contains("\"extra\":1", folder.Lines[2], StringComparison.Ordinal);
        string before = File.ReadAllText(folder.Labels);
        LabelMerge again = folder.Store.Labels().Merge(file);
        Assert.Equal((0, 2), (again.Added, again.Known));
        Assert.Empty(again.Overrode);
        Assert.Equal(before, File.ReadAllText(folder.Labels));
    }

    [Fact]
    public async Task Two_copies_that_merge_each_other_come_to_the_same_labels()
    {
        using LabelledFolder one = await LabelledFolder.OfAsync(3), other = await LabelledFolder.OfAsync(3);
        one.Store.Label("0", new() { Verdict = LabelVerdict.Keep, Tags = ["a"] });
        other.Store.Label("0", new() { Verdict = LabelVerdict.Drop, Tags = ["b"] });
        other.Store.Label("2", new() { Note = "n" });
        one.Store.Labels().Merge(other.Labels);
        other.Store.Labels().Merge(one.Labels);
        Assert.Equivalent(one.Store.Labels().All(), other.Store.Labels().All());
        Assert.Equal(2, one.Store.Labels().All().Count);
    }

    [Fact]
    public async Task A_file_that_marks_records_that_are_not_here_is_refused_whole()
    {
        using LabelledFolder large = await LabelledFolder.OfAsync(9), small = await LabelledFolder.OfAsync(3);
        foreach (string id in (string[])["1", "5", "8"]) large.Store.Label(id, LabelVerdict.Keep);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => small.Store.Labels().Merge(large.Labels));
        Assert.Contains("5, 8", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(small.Labels));
    }

    [Fact]
    public async Task A_file_of_another_run_over_the_same_rows_is_refused()
    {
        using LabelledFolder one = await LabelledFolder.OfAsync(3), other = await LabelledFolder.OfAsync(3, "b");
        one.Store.Label("1", LabelVerdict.Keep);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => other.Store.Labels().Merge(one.Labels));
        Assert.Contains("other answers", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(other.Labels));
    }

    [Fact]
    public async Task A_new_score_leaves_labels_those_of_the_same_collection()
    {
        using LabelledFolder one = await LabelledFolder.OfAsync(1), copy = await LabelledFolder.OfAsync(1);
        one.Store.Label("0", LabelVerdict.Keep);
        Trace scored = copy.Store.Load(0) with { Reward = new() { Score = 0.9, ParseSuccess = true } };
        await copy.Store.SaveAsync(scored, TestContext.Current.CancellationToken);
        Assert.Equal(1, copy.Store.Labels().Merge(one.Labels).Added);
    }

    [Fact]
    public async Task What_is_no_file_of_labels_is_refused_and_a_torn_line_is_counted()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(2);
        string file = folder["x.jsonl"];
        Assert.Throws<FileNotFoundException>(() => folder.Store.Labels().Merge(file));
        File.WriteAllText(file, "<html>");
        Assert.Throws<InvalidDataException>(() => folder.Store.Labels().Merge(file));
        File.WriteAllText(file, "\uFEFF" + LabelStoreTests.Line("0", "2026-01-01T00:00:00Z", "x", "\"tags\":[\"t\"]")
            + "\r\n{\"id\":");
        LabelMerge merge = folder.Store.Labels().Merge(file);
        Assert.Equal((1, 1), (merge.Added, merge.Unreadable));
        Assert.Equal(["t"], folder.Store.Labels()["0"].Tags);
    }
}
