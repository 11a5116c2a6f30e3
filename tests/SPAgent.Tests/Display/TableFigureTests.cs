using System.Text.Json.Nodes;

namespace SPAgent.Tests.Display;

public sealed class TableFigureTests
{
    private static Table Rows => Table.From(new[]
    {
        new Row("Peru", 0.1, 10, 1, new DateTime(2026, 1, 1)),
        new Row("Chad", 0.5, null, 2, new DateTime(2026, 1, 2)),
        new Row("Peru", null, 30, 2, new DateTime(2026, 1, 3)),
        new Row(null, 0.9, 90, 3, new DateTime(2026, 1, 4)),
        new Row("Chad", 0.7, 70, 3, new DateTime(2026, 1, 5)),
    });

    private sealed record Row(string? Country, double? Score, double? Km, long Turns, DateTime Day);

    [Fact]
    public void Rows_without_one_of_the_two_values_are_left_out_together()
    {
        JsonNode trace = Data(Rows.Scatter("Score", "@km"))[0]!;
        Assert.Equal(("[0.1,0.7,0.9]", "[10,70,90]"), (Sorted(trace["x"]!), Sorted(trace["y"]!)));
    }

    [Fact]
    public void Names_get_a_colour_and_a_place_in_the_legend_each()
    {
        JsonArray traces = Data(Rows.Scatter("score", "km", color: "country", label: "turns"));
        Assert.Equal(["Chad", "Peru", "(none)"], traces.Select(trace => (string?)trace!["name"]));
        Assert.Equal(3, traces.Select(trace => (string?)trace!["marker"]!["color"]).Distinct().Count());
        Assert.Equal("[\"3\"]", traces[0]!["text"]!.ToJsonString());
        Assert.Equal("country",
            (string?)Layout(Rows.Scatter("score", "km", color: "country"))["legend"]!["title"]!["text"]);
    }

    [Fact]
    public void Numbers_colour_on_a_scale()
    {
        Figure figure = Rows.Scatter("score", "km", color: "turns");
        Assert.Equal("[1,3,3]", Data(figure)[0]!["marker"]!["color"]!.ToJsonString());
        Assert.Equal("turns", (string?)Layout(figure)["coloraxis"]!["colorbar"]!["title"]!["text"]);
    }

    [Fact]
    public void Each_value_of_a_facet_has_a_panel_with_the_same_scales()
    {
        Figure figure = Rows.Scatter("score", "km", color: "country", facet: "turns").X("score", log: true);
        JsonObject layout = Layout(figure);
        Assert.Equal(["1", "3"], layout["annotations"]!.AsArray().Select(head => (string?)head!["text"]));
        Assert.Equal(("x", "log"), ((string?)layout["xaxis2"]!["matches"], (string?)layout["xaxis2"]!["type"]));
        Assert.Contains(Data(figure), trace => (string?)trace!["xaxis"] == "x2");
        Assert.Equal(2, layout["annotations"]!.AsArray().Count);
    }

    [Fact]
    public void Too_many_panels_are_refused_with_their_number()
    {
        Table many = Table.From(Enumerable.Range(0, 40).Select(i => new { A = i, B = i }));
        Assert.Contains("40", Assert.Throws<ArgumentException>(() => many.Scatter("a", "b", facet: "b")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Rare_colours_come_together()
    {
        Table many = Table.From(Enumerable.Range(0, 100).Select(i => new { A = i, B = $"name {i % 20}" }));
        JsonArray traces = Data(many.Histogram("a", color: "b"));
        Assert.Equal((12, "others"), (traces.Count, (string?)traces[^1]!["name"]));
        Assert.Equal(100, traces.Sum(trace => trace!["x"]!.AsArray().Count));
    }

    [Fact]
    public void A_trend_is_the_line_of_least_squares()
    {
        Table line = Table.From(Enumerable.Range(0, 11).Select(i => new { X = i, Y = (3.0 * i) - 2 }));
        JsonNode trend = Data(line.Scatter("x", "y", trend: true))[1]!;
        Assert.Equal((-2.0, 28.0),
            (Math.Round((double)trend["y"]![0]!, 9), Math.Round((double)trend["y"]!.AsArray()[^1]!, 9)));
        Assert.Contains("R² 1.00", (string?)trend["name"], StringComparison.Ordinal);
    }

    [Fact]
    public void Points_above_each_other_have_no_trend() =>
        Assert.Single(
            Data(Table.From(new[] { new { X = 1, Y = 1 }, new { X = 1, Y = 2 } }).Scatter("x", "y", trend: true)));

    [Fact]
    public void Times_lie_on_an_axis_of_dates() =>
        Assert.Equal("2026-01-01T00:00:00", (string?)Data(Rows.Line("day", "turns"))[0]!["x"]![0]);

    [Fact]
    public void Bars_of_numbers_stand_on_names()
    {
        Figure bars = Rows.Group("turns", Measure.Mean("km")).Bar("turns", "mean_km");
        Assert.Equal(("[\"1\",\"2\",\"3\"]", "category"),
            (Data(bars)[0]!["x"]!.ToJsonString(), (string?)Layout(bars)["xaxis"]!["type"]));
    }

    [Fact]
    public void A_heat_map_shows_means_or_how_many()
    {
        JsonNode mean = Data(Rows.HeatMap("country", "turns", "km"))[0]!;
        Assert.Equal(("histogram2d", "avg", "[10,30,70]"),
            ((string?)mean["type"], (string?)mean["histfunc"], Sorted(mean["z"]!)));
        Assert.Null(Data(Rows.HeatMap("country", "turns"))[0]!["z"]);
    }

    [Fact]
    public void Boxes_bear_the_names_of_their_groups() =>
        Assert.Equal(["Chad", "Peru", "(none)"],
            Data(Rows.Box("km", by: "country")).Select(trace => (string?)trace!["name"]));

    [Fact]
    public void A_column_that_is_not_there_is_named_with_those_that_are() =>
        Assert.Contains("country, score",
            Assert.Throws<ArgumentException>(() => Rows.Scatter("score", "distance")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_table_without_rows_is_an_empty_figure() =>
        Assert.Single(Data(Rows.Head(0).Scatter("score", "km", facet: "country", trend: true)));

    [Theory]
    [InlineData("distance_km")]
    [InlineData("distance@km")]
    [InlineData("Turns")]
    [InlineData("accuracy")]
    [InlineData("tools")]
    public void Statistics_plot_themselves(string figure)
    {
        TraceStatistics statistics = TraceStore.Open(Fixtures.Samples("traces", "nested-calls"))
            .Statistics(TestContext.Current.CancellationToken);
        Assert.NotEmpty(Data(statistics.Chart(figure)));
        Assert.Contains("distance_km", Assert.Throws<ArgumentException>(() => statistics.Chart("distance")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Statistics_of_sessions_plot_themselves()
    {
        SessionStatistics statistics = SessionStore.Open(Fixtures.Samples("sessions"))
            .Statistics(TestContext.Current.CancellationToken);
        Assert.Equal("bar", (string?)Data(statistics.Chart("samples"))[0]!["type"]);
        Assert.Throws<ArgumentException>(() => statistics.Chart("reward"));
    }

    [Fact]
    public void Charts_paint_no_ground_so_that_light_and_dark_show_through()
    {
        JsonNode ground = Layout(Rows.Scatter("score", "km"))["template"]!["layout"]!;
        Assert.Equal(("rgba(0,0,0,0)", "rgba(0,0,0,0)"),
            ((string?)ground["paper_bgcolor"], (string?)ground["plot_bgcolor"]));
    }

    private static JsonArray Data(Figure figure) => JsonNode.Parse(figure.ToJson())!["data"]!.AsArray();

    private static JsonObject Layout(Figure figure) => JsonNode.Parse(figure.ToJson())!["layout"]!.AsObject();

    private static string Sorted(JsonNode list) =>
        new JsonArray(
            [.. list.AsArray().Select(value => (double)value!).Order().Select(value => JsonValue.Create(value))])
                .ToJsonString();
}
