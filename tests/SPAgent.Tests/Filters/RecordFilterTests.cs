using System.Text.Json;
using SPAgent.Tests.Labels;

namespace SPAgent.Tests.Filters;

/// <summary>Filters take some records of a folder, and all that looks at a store sees those alone.</summary>
public sealed class RecordFilterTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("distance@km < 30", "0 1 2")]
    [InlineData("country = 'Japan' and score > 0.1", "2 4")]
    [InlineData("town is null", "1")]
    [InlineData("sample_index in (1, 3)", "1 3")]
    [InlineData("turns = 1", "0 1 2 3 4 5")]
    public async Task A_condition_takes_the_traces_that_the_table_s_condition_takes(string condition, string rows)
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(6);
        TraceStore taken = folder.Store.Where(condition, Stop);
        Assert.Equal(rows, string.Join(' ', taken.Indices()));
        Assert.Equal(taken.Indices().Select(row => (double)row),
            folder.Store.ToTable(cancellationToken: Stop).Where(condition).Numbers("sample_index"));
        Assert.Equal(taken.Indices().Count, taken.Statistics(Stop).TotalTraces);
        Assert.Equal(taken.Indices().Count, taken.ToTable(cancellationToken: Stop).Count);
    }

    [Theory]
    [InlineData("contry = 'Japan'", "country")]
    [InlineData("country > 5", "country holds text")]
    [InlineData("score = 'x'", "score holds numbers")]
    public async Task A_column_that_is_not_there_or_of_another_kind_is_refused(string condition, string said)
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(6);
        Assert.Contains(said, Assert.Throws<ArgumentException>(() => folder.Store.Where(condition, Stop)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_truth_never_stands_where_a_trace_has_no_answer()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(3);
        string[] replies = ["<answer>Paris</answer>", "I can't tell.", "<answer> </answer>"];
        foreach ((int row, string reply) in replies.Index())
        {
            await folder.Store.SaveAsync(LabelledFolder.Made(row, reply) with
            { SampleData = JsonElement.Parse("""{"answer":"Paris"}""") }, Stop);
        }

        Table table = folder.Store.ToTable(cancellationToken: Stop);
        Assert.Equal(["Paris", "", ""], table.Texts("answer"));
        Assert.Equal(2, table.Where("answer is null").Count);
        Assert.Equal([0], folder.Store.Where("answer = 'Paris'", Stop).Indices());
        Assert.Equal([1, 2], folder.Store.Where("answer is null", Stop).Indices());
    }

    [Fact]
    public async Task A_column_that_only_some_rows_have_and_one_of_several_kinds_are_as_in_the_table()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(4);
        string[] rows = ["{\"level\":1}", "{\"level\":\"high\"}", "{\"Le_vel\":3}", "{\"level\":null,\"late\":true}"];
        for (int i = 0; i < rows.Length; i++)
        {
            await folder.Store.SaveAsync(LabelledFolder.Made(i, "a") with
            { SampleData = JsonElement.Parse(rows[i]) }, Stop);
        }

        foreach (string condition in (string[])["level = '1'", "level != '1'", "Le_vel = 3", "late = true",
            "not late = true", "late is null", "LEVEL = '1'"])
        {
            Table table = folder.Store.ToTable(cancellationToken: Stop);
            string[] told = [.. ((Func<IEnumerable<double>>[])[() => table.Where(condition).Numbers("sample_index"),
                () => folder.Store.Where(condition, Stop).Indices().Select(row => (double)row)]).Select(Told)];
            Assert.Equal(told[0], told[1]);
        }

        static string Told(Func<IEnumerable<double>> rows)
        {
            try
            {
                return string.Join(' ', rows());
            }
            catch (ArgumentException refused)
            {
                return refused.Message;
            }
        }
    }

    [Fact]
    public async Task Labels_filter_by_verdict_and_tag_and_all_must_hold()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(5);
        LabelStore labels = folder.Store.Labels();
        labels.Set(["0", "1"], new() { Verdict = LabelVerdict.Keep });
        labels.Set(["1", "2"], new() { Tags = ["hard", "b c"] });
        labels.Set("3", new() { Verdict = LabelVerdict.Drop });
        Assert.Equal("0 1", Rows(new() { Labels = ["keep"] }));
        Assert.Equal("1", Rows(new() { Labels = ["keep", "tag:hard", "tag:b c"] }));
        Assert.Equal("2 4", Rows(new() { Labels = ["none"] }));
        Assert.Equal("", Rows(new() { Labels = ["keep", "drop"] }));
        Assert.Equal("0 1 2 4", Rows(new() { WithoutLabels = ["drop"] }));
        Assert.Equal("0 4", Rows(new() { WithoutLabels = ["drop", "tag:hard"] }));
        Assert.Equal("0", Rows(new() { Labels = ["keep"], WithoutLabels = ["tag:hard"], Where = "score < 1" }));
        Assert.Equal("", Rows(new() { Labels = ["tag:Hard"] }));

        string Rows(RecordFilter filter) => string.Join(' ', folder.Store.Where(filter, Stop).Indices());
    }

    [Theory]
    [InlineData("Keep")]
    [InlineData("tag:")]
    [InlineData("tag: ")]
    [InlineData("hard")]
    [InlineData("")]
    public void A_label_that_is_none_is_refused(string label)
    {
        Assert.Throws<ArgumentException>(() => new RecordFilter { Labels = [label] });
        Assert.Throws<ArgumentException>(() => new RecordFilter { WithoutLabels = [label] });
        Assert.Throws<ArgumentException>(() => new RecordFilter { WithoutLabels = ["none"] });
    }

    [Fact]
    public async Task Records_with_findings_of_a_severity_are_left_out()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(4, "a long enough answer");
        await folder.Store.SaveAsync(LabelledFolder.Made(1, "x"), Stop);
        File.WriteAllText(folder.Store.PathOf(2), "{\"torn\":");
        QualityReport report = QualityReport.Check(folder.Path, cancellationToken: Stop);
        foreach (Severity severity in Enum.GetValues<Severity>())
        {
            IEnumerable<int> bad = report.Findings.Where(finding => finding.Severity >= severity)
                .Select(finding => TraceName.ParseId(finding.Place)).OfType<TraceName>().Select(name => name.Row);
            Assert.Equal(Enumerable.Range(0, 4).Except(bad),
                folder.Store.Where(new RecordFilter { WithoutFindings = severity }, Stop).Indices());
        }

        RecordFilter whole = new() { WithoutFindings = Severity.Error };
        Assert.DoesNotContain(2, folder.Store.Where(whole, Stop).Indices());
    }

    [Fact]
    public async Task A_finding_about_a_folder_is_not_put_on_the_trace_of_its_name()
    {
        using TemporaryFolder folder = new();
        TraceStore store = TraceStore.Open(Directory.CreateDirectory(folder["3"]).FullName);
        for (int row = 0; row < 12; row++)
        {
            await store.SaveAsync(LabelledFolder.Made(row, "<answer>somewhere in the north</answer>") with
            {
                ToolCalls = [new() { Turn = 1, Name = "image_zoom_in_tool", Success = true,
                    Arguments = JsonElement.Parse("""{"bbox_2d":[0.1,0.1,0.4,0.4]}""") }],
            }, Stop);
        }

        Finding found = Assert.Single(QualityReport.Check(store, cancellationToken: Stop).Findings);
        Assert.Equal(("box_units", "3"), (found.Check, found.Place));
        Assert.Empty(store.LabelFindings(Severity.Warning, cancellationToken: Stop));
        RecordFilter clean = new() { WithoutFindings = Severity.Warning };
        Assert.Equal(12, store.Where(clean, Stop).Indices().Count);
    }

    [Fact]
    public async Task A_trace_that_cannot_be_read_passes_a_condition_so_that_it_is_told_of()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(3);
        File.WriteAllText(folder.Store.PathOf(1), "{\"torn\":");
        TraceStore taken = folder.Store.Where("score > 0.1", Stop);
        Assert.Equal([1, 2], taken.Indices());
        Assert.Equal(1, taken.Statistics(Stop).Unreadable);
    }

    [Fact]
    public async Task Filters_of_filters_narrow_down_and_a_check_has_them_too()
    {
        using LabelledFolder folder = await LabelledFolder.OfAsync(6);
        folder.Store.Label("4", LabelVerdict.Drop);
        TraceStore taken = folder.Store.Where("country = 'Japan'", Stop)
            .Where(new RecordFilter { WithoutLabels = ["drop"] }, Stop);
        Assert.Equal([0, 2], taken.Indices());
        QualityReport report = QualityReport.Check(taken, cancellationToken: Stop);
        Assert.Equal(2, report.Traces);
        Assert.All(report.Findings,
            finding => Assert.Contains(finding.Place, (string[])["trace_00000.json", "trace_00002.json"]));
    }

    [Fact]
    public async Task Compared_are_the_rows_that_both_filters_take()
    {
        using LabelledFolder a = await LabelledFolder.OfAsync(6), b = await LabelledFolder.OfAsync(6, "b");
        b.Store.Label("2", LabelVerdict.Drop);
        RecordFilter filter = new() { Where = "country = 'Japan'", WithoutLabels = ["drop"] };
        TraceComparison comparison = TraceComparison.Of(a.Store.Where(filter, Stop), b.Store.Where(filter, Stop),
            cancellationToken: Stop);
        Assert.Equal(2, comparison.Paired);
        Assert.Equal(["2"], comparison.OnlyInA);
        Assert.Contains("the filters leave no trace", Assert.Throws<ArgumentException>(() => TraceComparison.Of(
            a.Store.Where("score > 9", Stop), b.Store, cancellationToken: Stop)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sessions_are_filtered_by_labels_and_columns_and_counted_alone()
    {
        using TemporaryFolder folder = new();
        for (int i = 0; i < 4; i++)
        {
            Directory.CreateDirectory(folder["sessions", $"s{i}"]);
            File.WriteAllText(folder["sessions", $"s{i}", "session_metadata.json"],
                $"{{\"question\":\"Where is {i}?\",\"success\":{(i < 3 ? "true" : "false")},\"samples\":[],"
                + $"\"metadata\":{{\"score\":{i},\"answer\":\"a\"}}}}");
        }

        SessionStore store = SessionStore.Open(folder.Path);
        store.Label("s0", LabelVerdict.Drop);
        SessionStore taken = store.Where(new RecordFilter { Where = "score < 3", WithoutLabels = ["drop"] }, Stop);
        Assert.Equal(["s1", "s2"], taken.ListSessionIds());
        Assert.Equal(2, taken.Statistics(Stop).TotalSessions);
        Assert.Equal(["s3"], store.Where("not success = true", Stop).ListSessionIds());
        Assert.Equal(2, QualityReport.Check(store.Where("score > 1", Stop), cancellationToken: Stop).Sessions);
        Assert.Equal(4, store.Where("answer is null", Stop).ListSessionIds().Count);
        Assert.Equal(4, store.Statistics(Stop).TotalSessions);
    }
}
