using System.Text.Json;
using System.Text.Json.Nodes;
using Plotly.NET;
using Plotly.NET.CSharp;
using Plotly.NET.LayoutObjects;

namespace SPAgent.Interop.Tests;

public sealed class ChartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Kinds => [.. Kinds_().Keys];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_logarithmic_axis_stays_so_when_its_name_is_changed_and_the_title_is_the_new_one()
    {
        SPAgent.Figure figure = SPAgent.Figure.Scatter([1, 10, 100], [1, 2, 3]).Titled("Before")
            .X("distance", log: true).Y("score");
        GenericChart chart = figure.ToChart().WithXAxisStyle<double, double, string>(TitleText: "kilometres")
            .Titled("After");
        JsonNode layout = JsonNode.Parse(GenericChart.toJson(chart))!["layout"]!;
        Assert.Equal("log", (string?)layout["xaxis"]!["type"]);
        Assert.Equal(1, (int)layout["xaxis"]!["dtick"]!);
        Assert.Equal("kilometres", (string?)layout["xaxis"]!["title"]!["text"]);
        Assert.Equal("score", (string?)layout["yaxis"]!["title"]!["text"]);
        Assert.Equal("After", (string?)layout["title"]!["text"]);
    }

    [Fact]
    public void A_vertical_axis_keeps_its_scale_as_well()
    {
        GenericChart chart = SPAgent.Figure.Line([1, 2], [10, 1000]).Y("km", log: true).ToChart()
            .WithYAxisStyle<double, double, string>(TitleText: "Kilometer");
        JsonNode axis = JsonNode.Parse(GenericChart.toJson(chart))!["layout"]!["yaxis"]!;
        Assert.Equal(("log", "Kilometer"), ((string?)axis["type"], (string?)axis["title"]!["text"]));
    }

    [Fact]
    public void Styling_a_chart_changes_neither_the_figure_nor_another_chart_of_it()
    {
        SPAgent.Figure figure = SPAgent.Figure.Scatter([1], [2], name: "points").X("before");
        (string json, GenericChart other) = (figure.ToJson(), figure.ToChart());
        string untouched = GenericChart.toJson(other);
        figure.ToChart().WithXAxisStyle<double, double, string>(TitleText: "after").WithTraceInfo(Name: "renamed");
        Assert.Equal(json, figure.ToJson());
        Assert.Equal(untouched, GenericChart.toJson(other));
    }

    [Fact]
    public void A_titled_chart_leaves_the_first_one_its_title_and_its_axes()
    {
        GenericChart first = SPAgent.Figure.Line([1, 2], [3, 4]).Titled("first").X("x").ToChart(),
            second = first.Titled("second");
        second.WithXAxisStyle<double, double, string>(TitleText: "renamed");
        JsonNode layout = JsonNode.Parse(GenericChart.toJson(first))!["layout"]!;
        Assert.Equal(("first", "x"), ((string?)layout["title"]!["text"], (string?)layout["xaxis"]!["title"]!["text"]));
        Assert.Contains("second", GenericChart.toJson(second), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_of_figure_is_the_same_there_and_back(string kind)
    {
        SPAgent.Figure figure = Kinds_()[kind].Titled("Größe <b>").X("x").Y("y").Sized(640, 320);
        SPAgent.Figure back = figure.ToChart().ToFigure();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(figure.ToJson()), JsonNode.Parse(back.ToJson())),
            $"{figure.ToJson()}\n{back.ToJson()}");
        Assert.Equal((640, 320, figure.ToString()), (back.WidthPx, back.HeightPx, back.ToString()));
    }

    [Fact]
    public void A_gap_among_numbers_is_no_name_on_the_axis()
    {
        GenericChart chart = Plotly.NET.CSharp.Chart.Line<double, double, string>([1, 2, 3],
            [1, double.NaN, double.PositiveInfinity], UseDefaults: false);
        Assert.Contains("\"NaN\"", GenericChart.toJson(chart), StringComparison.Ordinal);
        JsonElement y = JsonElement.Parse(chart.ToFigure().ToJson()).GetProperty("data")[0].GetProperty("y");
        Assert.Equal([JsonValueKind.Number, JsonValueKind.Null, JsonValueKind.Null],
            y.EnumerateArray().Select(value => value.ValueKind));
    }

    [Fact]
    public void A_name_that_reads_NaN_among_names_stays_one()
    {
        GenericChart chart = Plotly.NET.CSharp.Chart.Column<int, string, string>([1, 2],
            Keys: new(["NaN", "bread"], true), UseDefaults: false);
        Assert.Contains("\"NaN\"", chart.ToFigure().ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chart_opens_without_a_network_and_is_told_by_its_title()
    {
        GenericChart chart = Plotly.NET.CSharp.Chart.Point<double, double, string>([1, 2], [3, 4], UseDefaults: false)
            .Titled("Points");
        SPAgent.Figure figure = chart.ToFigure();
        Assert.Equal("Figure \"Points\" (scatter)", figure.ToString());
        await figure.SaveHtmlAsync(_folder["chart.html"], TestContext.Current.CancellationToken);
        string page = File.ReadAllText(_folder["chart.html"]);
        Assert.DoesNotContain("<script src", page, StringComparison.Ordinal);
        MimeBundle shown = RendererTable.Default.Render(figure)!;
        Assert.Contains("application/vnd.plotly.v1+json", shown.Types);
    }

    [Fact]
    public async Task A_chart_that_is_not_cartesian_has_its_JSON_and_says_why_it_has_no_page()
    {
        GenericChart chart =
            Plotly.NET.CSharp.Chart.PointGeo<double, double, string>([2.35], [48.86], UseDefaults: false);
        SPAgent.Figure figure = chart.ToFigure();
        Assert.Contains("scattergeo", figure.ToJson(), StringComparison.Ordinal);
        InvalidOperationException why =
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => figure.SaveHtmlAsync(_folder["geo.html"], TestContext.Current.CancellationToken));
        Assert.Contains("scattergeo", why.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_parts_that_styling_looks_for_are_of_the_types_that_it_looks_for()
    {
        Layout layout =
            GenericChart.getLayout(SPAgent.Figure.Scatter([1], [2]).Titled("t").X("x", log: true).ToChart());
        Assert.IsType<LinearAxis>(layout.GetPropertyValue("xaxis"));
        Assert.IsType<Title>(layout.GetPropertyValue("title"));
        Assert.IsType<Margin>(layout.GetPropertyValue("margin"));
    }

    private static Dictionary<string, SPAgent.Figure> Kinds_() => new()
    {
        ["bar"] = SPAgent.Figure.Bar(["Peru", "Chad"], [3, 4]),
        ["histogram"] = SPAgent.Figure.Histogram([1, 2, 2, 3]),
        ["line with a gap"] = SPAgent.Figure.Line([0, 1, 2], [5, 6.5, double.NaN]),
        ["scatter"] = SPAgent.Figure.Scatter([0, 1e-9], [5, 6], ["a", "NaN"]),
        ["box"] = SPAgent.Figure.Box([1, 2, 3, 40], "km"),
        ["heat map"] = SPAgent.Figure.HeatMap(["a", "b"], ["c"], [[1, double.NaN]], "km"),
        ["map"] = SPAgent.Figure.Map([new(48.86, 2.35, "Paris")]),
        ["panels"] = Table.From(new[] { new { A = 1, B = 2.5, C = "x" }, new { A = 2, B = 3.5, C = "y" } })
            .Scatter("a", "b", color: "c", facet: "c"),
    };
}
