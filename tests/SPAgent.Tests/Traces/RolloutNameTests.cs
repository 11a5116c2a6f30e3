namespace SPAgent.Tests;

public sealed class RolloutNameTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(7, 1, "trace_00007.json")]
    [InlineData(7, 2, "trace_00007.r2.json")]
    [InlineData(1400000, 1024, "trace_1400000.r1024.json")]
    public void The_first_answer_keeps_its_name_and_further_ones_say_which_they_are(
        int row, int rollout, string name) =>
        Assert.Equal(name, TraceStore.FileName(row, rollout));

    [Fact]
    public void A_rollout_counts_from_one()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TraceStore.FileName(7, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Made(7, 0));
    }

    [Fact]
    public async Task A_store_reads_by_row_and_then_by_rollout()
    {
        TraceStore store = TraceStore.Open(_folder);
        foreach (
            (int row, int rollout) in (
            IEnumerable<(int, int)>)[(20, 10), (20, 2), (3, 2), (20, 1), (100000, 3), (3, 1)])
        {
            await store.SaveAsync(Made(row, rollout), Stop);
        }

        (int, int)[] expected = [(3, 1), (3, 2), (20, 1), (20, 2), (20, 10), (100000, 3)];
        Assert.Equal(expected, store.Read().Select(trace => (trace.SampleIndex, trace.Rollout)));
        Assert.Equal([3, 20, 100000], store.Indices());
        Assert.Equal([2, 3, 1], store.ReadRows().Select(row => row.Count));
        Assert.All(store.ReadRows(), row => Assert.Single(row.Select(trace => trace.SampleIndex).Distinct()));
        Assert.True(store.Contains(20, 10));
        Assert.False(store.Contains(100000));
        Assert.Equal("reply 20/10", store.Load(20, 10).FinalResponse);
    }

    [Theory]
    [InlineData("trace_00003.r1.json")]
    [InlineData("trace_00003.r0.json")]
    [InlineData("trace_00003.r02.json")]
    [InlineData("trace_00003.r.json")]
    [InlineData("trace_00003.r-2.json")]
    [InlineData("trace_00003.r2.r3.json")]
    [InlineData("trace_00003.r99999999999.json")]
    [InlineData("trace_3.r2.json")]
    [InlineData("trace_.r2.json")]
    [InlineData("trace_00003.R2.json")]
    [InlineData("trace_.json")]
    [InlineData("trace_json")]
    public void Other_names_are_no_traces(string name)
    {
        File.WriteAllText(Path.Combine(_folder, name), "{}");
        Assert.Empty(TraceStore.Open(_folder).TryRead());
    }

    [Fact]
    public async Task A_file_says_which_rollout_it_is_only_where_it_is_not_the_first()
    {
        Assert.DoesNotContain("rollout", Text(Made(7, 1)), StringComparison.Ordinal);
        string second = Text(Made(7, 2));
        Assert.Contains("\"rollout\": 2", second, StringComparison.Ordinal);
        Assert.Equal(second, Text(Trace.Parse(Made(7, 2).ToUtf8(), "x")));
        await TraceStore.Open(_folder).SaveAsync(Made(7, 2), Stop);
        Assert.Equal("trace_00007.r2.json", Path.GetFileName(Assert.Single(Directory.GetFiles(_folder))));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("-3")]
    [InlineData("2.5")]
    [InlineData("\"greedy\"")]
    [InlineData("{\"id\":2}")]
    public void What_other_projects_keep_under_the_name_stays_theirs(string value)
    {
        string json = $$"""{"sample_index":7,"conversation_log":[],"rollout":{{value}}}""";
        Trace trace = Trace.Parse(System.Text.Encoding.UTF8.GetBytes(json), "x");
        Assert.Equal(1, trace.Rollout);
        Assert.Equal(value, Assert.Single(trace.Extra).Value.GetRawText());
    }

    [Fact]
    public async Task A_table_says_which_rollout_where_rows_have_several()
    {
        TraceStore store = TraceStore.Open(_folder);
        await store.SaveAsync(Made(7, 1), Stop);
        Assert.DoesNotContain(store.ToTable(cancellationToken: Stop).Columns, column => column.Name == "rollout");
        await store.SaveAsync(Made(7, 2), Stop);
        foreach (TraceRows rows in (TraceRows[])[TraceRows.Traces, TraceRows.Turns])
        {
            Table table = store.ToTable(rows, Stop);
            Assert.Equal([1L, 2L], table.Rows.Select(row => row["rollout"]));
        }
    }

    [Fact]
    public async Task Further_answers_to_a_question_are_no_duplicates_of_it()
    {
        TraceStore store = TraceStore.Open(_folder);
        foreach (int rollout in (int[])[1, 2, 3])
        {
            await store.SaveAsync(
                Made(7, rollout) with { ImageSha256 = new string('a', 64) }, Stop);
        }

        Assert.DoesNotContain(QualityReport.Check(_folder, cancellationToken: Stop).Findings,
            finding => finding.Check == "duplicate_question");
        await store.SaveAsync(
            Made(8, 1) with { ImageSha256 = new string('a', 64) }, Stop);
        Assert.Contains(QualityReport.Check(_folder, cancellationToken: Stop).Findings,
            finding => finding.Check == "duplicate_question");
    }

    private static string Text(Trace trace) => System.Text.Encoding.UTF8.GetString(trace.ToUtf8());

    private static Trace Made(int index, int rollout) => new()
    {
        SampleIndex = index,
        Rollout = rollout,
        Turns = [new ConversationTurn { Turn = 1, Response = "Paris" }],
        FinalResponse = $"reply {index}/{rollout}",
    };
}
