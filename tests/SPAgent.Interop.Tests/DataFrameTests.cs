using System.Globalization;
using Microsoft.Data.Analysis;

namespace SPAgent.Interop.Tests;

/// <summary>What a data frame gets wrong the table has right, and what it is handed is what the table held.</summary>
public sealed class DataFrameTests
{
    private static Table Rows => Table.From(new[]
    {
        new Row("a", null, 5, true, new DateTime(2026, 11, 30, 8, 0, 0)),
        new Row("a", 4, null, null, null),
        new Row(null, 1, 7, false, null),
        new Row("b", null, null, null, null),
    });

    private sealed record Row(string? Key, double? Score, long? Count, bool? Flag, DateTime? Time);

    [Fact]
    public void Types_and_nulls_survive_there_and_back()
    {
        DataFrame frame = Rows.ToDataFrame();
        Assert.Equal([typeof(string), typeof(double), typeof(long), typeof(bool), typeof(DateTime)],
            frame.Columns.Select(column => column.DataType));
        Assert.Equal([1, 2, 2, 2, 3], frame.Columns.Select(column => (int)column.NullCount));
        Table back = frame.AsTable();
        Assert.Equal(Rows.Columns, back.Columns);
        Assert.Equal(Rows.Rows.SelectMany(row => row.Cells), back.Rows.SelectMany(row => row.Cells));
    }

    [Fact]
    public void A_group_s_mean_leaves_nulls_out_and_a_group_of_nulls_has_none()
    {
        Table groups = Rows.ToDataFrame().AsTable().Group("key", Measure.Mean("score"));
        Assert.Equal([4.0, 1.0, null], groups.Rows.Select(row => row["mean_score"]));
        // The data frame's own: 2 for {null, 4}.
        Assert.Equal(2.0, Convert.ToDouble(Rows.ToDataFrame().GroupBy("key").Mean("score")["score"][0],
            CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_null_key_is_a_group() =>
        Assert.Contains(Rows.ToDataFrame().AsTable().Group("key").Rows, row => row["key"] is null);

    [Fact]
    public void The_smallest_of_a_number_and_a_null_is_the_number()
    {
        Table groups = Rows.ToDataFrame().AsTable().Where(row => row.Text("key") == "a")
            .Group("key", Measure.Min("count"), Measure.Max("count"));
        Assert.Equal((5.0, 5.0), (groups[0].Number("min_count"), groups[0].Number("max_count")));
    }

    [Fact]
    public void One_value_that_is_no_number_poisons_no_figure()
    {
        DataFrame frame = new(new StringDataFrameColumn("key", ["a", "a", "a"]),
            new DoubleDataFrameColumn("score", [1, double.NaN, 3]));
        Table group = frame.AsTable().Group("key", Measure.Mean("score"), Measure.Min("score"), Measure.Max("score"));
        Assert.Equal((2.0, 1.0, 3.0),
            (group[0].Number("mean_score"), group[0].Number("min_score"), group[0].Number("max_score")));
    }

    [Fact]
    public void A_comparison_keeps_no_row_without_a_value() =>
        Assert.Single(Rows.ToDataFrame().AsTable().Where(row => row.Number("score") < 4));

    [Fact]
    public void A_sum_of_32_bit_numbers_does_not_overflow()
    {
        DataFrame frame = new(new Int32DataFrameColumn("n", [int.MaxValue, int.MaxValue]),
            new StringDataFrameColumn("key", ["a", "a"]));
        Assert.Equal(2.0 * int.MaxValue, frame.AsTable().Group("key", Measure.Sum("n"))[0].Number("sum_n"));
    }

    [Fact]
    public void The_spread_of_a_column_with_nulls_counts_its_values_alone()
    {
        Distribution spread = Distribution.Of("score", Rows.ToDataFrame().AsTable().Numbers("score"));
        Assert.Equal((2, 2.5), (spread.Count, spread.Mean));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Numbers_cross_the_bridge_whatever_the_culture(string name)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = German(name);
            DataFrame frame = new(new DoubleDataFrameColumn("km", [1.5]), new DecimalDataFrameColumn("d", [2.25m]),
                new SingleDataFrameColumn("f", [0.5f]));
            Table table = frame.AsTable();
            Assert.Equal((1.5, 2.25, 0.5), (table[0].Number("km"), table[0].Number("d"), table[0].Number("f")));
            Assert.Contains("1.5", ForeignLooks.Render(frame)!["text/html"], StringComparison.Ordinal);
            Assert.Equal(1.5, table.ToDataFrame()["km"][0]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Every_type_of_number_comes_back_as_one()
    {
        DataFrame frame = new(
            new ByteDataFrameColumn("byte", [byte.MaxValue]), new UInt64DataFrameColumn("large", [ulong.MaxValue]),
            new UInt64DataFrameColumn("small", [7ul]),
            new CharDataFrameColumn("char", ['x']),
            new PrimitiveDataFrameColumn<DateTime>("time", [new DateTime(2026, 1, 2)]));
        Table table = frame.AsTable();
        Assert.Equal([typeof(long), typeof(double), typeof(long), typeof(string), typeof(DateTime)],
            table.Columns.Select(column => column.Type));
        Assert.Equal(["255", "x"], [table[0].Text("byte"), table[0].Text("char")]);
    }

    [Fact]
    public void An_empty_table_and_one_without_columns_are_data_frames_too()
    {
        Assert.Equal((5, 0), (Rows.Head(0).ToDataFrame().Columns.Count, (int)Rows.Head(0).ToDataFrame().Rows.Count));
        Assert.Empty(new DataFrame().AsTable());
    }

    [Fact]
    public void Traces_sessions_and_reports_are_data_frames_in_one_call()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        TraceStore store = TraceStore.Open(Fixtures.Samples("traces", "nested-calls"));
        DataFrame traces = store.ToDataFrame(cancellationToken: stop),
            calls = store.ToDataFrame(TraceRows.ToolCalls, stop);
        Assert.Equal(typeof(double), traces["score"].DataType);
        Assert.Equal(typeof(bool), calls["success"].DataType);
        SessionStore sessions = SessionStore.Open(Fixtures.Samples("sessions"));
        Assert.Equal(sessions.ListSessionIds().Count, (int)sessions.ToDataFrame(cancellationToken: stop).Rows.Count);
        Assert.True(sessions.ToDataFrame(SessionRows.Samples, stop).Rows.Count >= sessions.ListSessionIds().Count);
        QualityReport report = QualityReport.Check(Fixtures.Samples("flawed"), cancellationToken: stop);
        Assert.Equal(report.Findings.Count, (int)report.ToDataFrame().Rows.Count);
    }

    [Fact]
    public void A_look_has_types_numbers_to_the_right_and_nulls_as_nulls()
    {
        string html = ForeignLooks.Render(Rows.ToDataFrame())!["text/html"]!;
        Assert.Contains(">null</i>", html, StringComparison.Ordinal);
        Assert.Matches("<th align=\"right\"[^>]*>score<br><span [^>]*>Double</span></th>", html);
        Assert.Contains("4 rows of 5 columns", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Markup_in_a_data_frame_is_text()
    {
        string html = ForeignLooks.Render(
            new DataFrame(new StringDataFrameColumn("<script>", ["<img src=x onerror=alert(1)>"])))!["text/html"]!;
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_frames_show_their_first_rows_and_say_so()
    {
        MimeBundle look = ForeignLooks.Render(new DataFrame(new Int32DataFrameColumn("n", Enumerable.Range(0, 1000))))!;
        Assert.Contains("1,000 rows of 1 column, the first 50 are shown", look["text/html"], StringComparison.Ordinal);
        Assert.InRange(look["text/html"]!.Length, 1, 20_000);
    }

    [Fact]
    public void No_more_rows_are_read_than_are_shown()
    {
        DataFrame frame = new(new Int32DataFrameColumn("n", Enumerable.Range(0, 500_000)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        MimeBundle look = ForeignLooks.Render(frame)!;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_000_000);
        Assert.EndsWith("39\n… 499,960 more rows\n500,000 rows of 1 column, the first 50 are shown", look["text/plain"],
            StringComparison.Ordinal);
    }

    // Where the machine has no ICU there is no German; a comma is what matters.
    private static CultureInfo German(string name)
    {
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = name == "tr-TR" ? " " : ".";
        return culture;
    }
}
