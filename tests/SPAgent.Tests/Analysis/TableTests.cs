using System.Data.Common;

namespace SPAgent.Tests.Analysis;

public sealed class TableTests
{
    private sealed record Fruit(string Name, int Pieces, double? Kilos, DateTimeOffset Picked, bool Ripe);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly DateTimeOffset Day = new(2026, 1, 24, 14, 30, 0, TimeSpan.FromHours(2));

    private static readonly Table Fruits = Table.From<Fruit>(
    [
        new("pear", 3, 0.5, Day, true), new("fig", 20, null, Day, false), new("apple", 5, 1.25, Day, true),
        new("quince", 5, 2, Day, false),
    ]);

    [Fact]
    public void Columns_have_the_types_that_a_data_frame_takes() => Assert.Equal(
        "name String, pieces Int64, kilos Double, picked DateTime, ripe Boolean",
        string.Join(", ", Fruits.Columns.Select(column => $"{column.Name} {column.Type.Name}")));

    [Fact]
    public void Sorting_keeps_equal_rows_in_order_and_puts_empty_cells_last()
    {
        Assert.Equal(["fig", "apple", "quince", "pear"], Fruits.Sort("pieces", descending: true).Texts("name"));
        Assert.Equal(["pear", "apple", "quince", "fig"], Fruits.Sort("kilos").Texts("name"));
        Assert.Equal(["quince", "apple", "pear", "fig"], Fruits.Sort("kilos", descending: true).Texts("name"));
    }

    [Fact]
    public void Conditions_on_an_empty_cell_are_false() =>
        Assert.Equal(["pear"], Fruits.Where(row => row.Number("kilos") < 1).Texts("name"));

    [Fact]
    public void Groups_count_their_rows_and_measure_columns()
    {
        Table groups = Fruits.Group("ripe", Measure.Sum("pieces"), Measure.Median("kilos"), Measure.Mean("ripe"));
        Assert.Equal("ripe, count, sum_pieces, median_kilos, mean_ripe",
            string.Join(", ", groups.Columns.Select(column => column.Name)));
        Assert.Equal((2.0, 8.0, 0.875, 1.0),
            (groups[0].Number("count"), groups[0].Number("sum_pieces"), groups[0].Number("median_kilos"),
                groups[0].Number("mean_ripe")));
        Assert.Equal(2, groups[1].Number("median_kilos"));
    }

    [Fact]
    public void A_measure_over_nothing_is_empty() =>
        Assert.Null(Fruits.Where(row => row.Text("name") == "fig").Group("name", Measure.Max("kilos"))[0]["max_kilos"]);

    [Fact]
    public void An_unknown_column_is_refused_by_naming_the_known_ones() =>
        Assert.Contains("name, pieces, kilos, picked, ripe",
            Assert.Throws<ArgumentException>(() => Fruits.Sort("weight")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("distance@km", "2")]
    [InlineData("distance_km", "2")]
    [InlineData("DistanceKm", "2")]
    [InlineData("Name", "1")]
    public void A_column_is_found_however_it_is_written(string column, string value)
    {
        TableBuilder rows = new();
        rows.Add(("name", 1), ("distance@km", 2), ("a_b", 3), ("A_B", 4));
        Table table = rows.Build();
        Assert.Equal([value], table.Texts(column));
        Assert.Equal(double.Parse(value), table[0].Number(column));
        Assert.Equal(column == "Name" ? "name" : "distance@km", table.Group(column).Columns[0].Name);
        // The very name goes first, and of two that are near neither is meant.
        Assert.Equal(["4"], table.Texts("A_B"));
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => table.Texts("ab"));
        Assert.Contains("name, distance@km, a_b, A_B", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_taken_and_counted_as_those_of_any_list()
    {
        Assert.Equal(["fig", "apple"], Fruits.Sort("pieces", descending: true).Take(2).Select(row => row.Text("name")));
        Assert.Equal(2, Fruits.Count(row => row.Flag("ripe")));
    }

    [Fact]
    public void Text_is_no_number() => Assert.Throws<ArgumentException>(() => Fruits.Numbers("name"));

    [Fact]
    public void Head_and_select_take_less() =>
        Assert.Equal("name  pieces\npear       3\n", Fruits.Head(1).Select("name", "pieces").ToString());

    [Fact]
    public void A_reader_gives_every_cell_once_and_nulls_as_nulls()
    {
        using DbDataReader reader = Fruits.OpenReader();
        List<string> seen = [];
        while (reader.Read())
            seen.Add(
                $"{reader.GetString(0)} {reader.GetInt64(1)} {(reader.IsDBNull(2) ? "-" : reader.GetDouble(2))} {reader["ripe"]}");
        Assert.Equal(["pear 3 0.5 True", "fig 20 - False", "apple 5 1.25 True", "quince 5 2 False"], seen);
        Assert.Equal(new DateTime(2026, 1, 24, 12, 30, 0), Fruits[0]["picked"]);
    }

    [Fact]
    public void A_column_of_mixed_values_becomes_text_and_of_mixed_numbers_becomes_double()
    {
        TableBuilder builder = new();
        builder.Add(("a", 1), ("b", 1));
        builder.Add(("a", 1.5), ("b", "x"), ("c", true));
        Table table = builder.Build();
        Assert.Equal(["Double", "String", "Boolean"], table.Columns.Select(column => column.Type.Name));
        Assert.Equal((1.0, "1", null), (table[0]["a"], table[0]["b"], table[0]["c"]));
    }

    [Theory]
    [InlineData(1001, "1001")]
    [InlineData(0.12345, "0.12345")]
    [InlineData(true, "true")]
    public void A_value_beside_texts_is_written_in_full(object value, string text)
    {
        TableBuilder builder = new();
        builder.Add(("id", value));
        builder.Add(("id", "x"));
        Table table = builder.Build();
        Assert.Equal([text, "x"], table.Texts("id"));
        Assert.Single(table.Where($"id = '{text}'"));
    }

    [Fact]
    public void A_terminal_is_not_steered_by_a_cell() =>
        Assert.Equal("x\n␛[2J\n", Table.From([new { X = "\u001b[2J" }]).ToString());

    [Theory]
    [InlineData(TraceRows.Traces), InlineData(TraceRows.Turns), InlineData(TraceRows.ToolCalls)]
    public void Traces_give_a_row_for_each_trace_turn_or_call(TraceRows rows)
    {
        TraceStore store = TraceStore.Open(Fixtures.Samples("traces", "written"));
        Table table = store.ToTable(rows, Stop);
        Assert.Equal(
            rows switch
            {
                TraceRows.Traces => store.Read().Count(),
                TraceRows.Turns => store.Read().Sum(trace => trace.Turns.Count),
                _ => store.Read().Sum(trace => trace.ToolCalls.Count),
            },
            table.Count);
        Assert.Equal(store.Read().First().SampleIndex, table[0].Number("sample_index"));
    }

    [Fact]
    public void A_table_of_traces_holds_the_dataset_s_columns_and_the_reward_s_metrics()
    {
        Table table = TraceStore.Open(Fixtures.Samples("traces", "written")).ToTable(cancellationToken: Stop);
        Assert.Equal("Paris", table[0].Text("city"));
        Assert.Equal(1.8375887286285804, table[0].Number("distance@km"));
        Assert.Equal(table.Numbers("score").Average(),
            TraceStore.Open(Fixtures.Samples("traces", "written")).Statistics(Stop).AverageReward!.Value, 12);
    }
}
