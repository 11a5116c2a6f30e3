using System.Text.Json;

namespace SPAgent.Tests.Display;

public sealed class FigureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Kinds => [.. Figures.Keys];

    private static Dictionary<string, Figure> Figures => new()
    {
        ["bar"] = Figure.Bar(["Peru", "Chad"], [3, 4]),
        ["histogram"] = Figure.Histogram([1, 2, 2, 3]),
        ["line"] = Figure.Line([0, 1, 2], [5, 6, double.NaN]),
        ["scatter"] = Figure.Scatter([0, 1], [5, 6], ["a", "b"]),
        ["box"] = Figure.Box([1, 2, 3, 40], "km"),
        ["map"] = Figure.Map([new(48.86, 2.35, "Paris")]),
    };

    [Theory, MemberData(nameof(Kinds))]
    public void Each_kind_is_data_layout_and_config(string kind)
    {
        JsonElement json = JsonElement.Parse(Figures[kind].Titled("T").X("x", log: kind == "scatter").Y("y").ToJson());
        Assert.Equal("T", json.GetProperty("layout").GetProperty("title").GetProperty("text").GetString());
        Assert.Equal("x", json.GetProperty("layout").GetProperty("xaxis").GetProperty("title").GetProperty("text")
            .GetString());
        Assert.Contains(json.GetProperty("data").EnumerateArray().Last().GetProperty("type").GetString(),
            new[] { "bar", "histogram", "scatter", "box" });
        Assert.Equal(JsonValueKind.Object, json.GetProperty("config").ValueKind);
    }

    [Fact]
    public void A_value_that_is_not_finite_is_a_gap() =>
        Assert.Equal(JsonValueKind.Null,
            JsonElement.Parse(Figures["line"].ToJson()).GetProperty("data")[0].GetProperty("y")[2].ValueKind);

    [Fact]
    public void Data_of_another_figure_joins_in_and_the_first_figure_stays_as_it_was()
    {
        Figure one = Figures["line"], both = one.Add(Figures["scatter"]);
        Assert.Equal(1, JsonElement.Parse(one.ToJson()).GetProperty("data").GetArrayLength());
        Assert.Equal(2, JsonElement.Parse(both.ToJson()).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public void A_map_that_joins_a_map_brings_no_second_continents()
    {
        JsonElement both = JsonElement
            .Parse(Figures["map"].Add(Figure.Map([new(0, 0)], "answer", rings: true)).ToJson()).GetProperty("data");
        Assert.Equal(["lines", "markers", "markers"],
            both.EnumerateArray().Select(trace => trace.GetProperty("mode").GetString()));
    }

    [Fact]
    public void Boxes_named_by_numbers_stand_side_by_side() => Assert.Equal(
        "category", JsonElement.Parse(Figure.Box([1, 2], "0.5").X("accuracy").ToJson()).GetProperty("layout")
            .GetProperty("xaxis").GetProperty("type").GetString());

    [Fact]
    public void Sides_of_unequal_length_are_refused() =>
        Assert.Throws<ArgumentException>(() => Figure.Bar(["a"], [1, 2]));

    [Fact]
    public void The_map_stays_on_the_globe_and_in_a_notebook_s_bounds()
    {
        string json = Figures["map"].ToJson();
        JsonElement land = JsonElement.Parse(json).GetProperty("data")[0];
        Assert.All(land.GetProperty("x").EnumerateArray().Where(x => x.ValueKind == JsonValueKind.Number),
            x => Assert.InRange(x.GetDouble(), -180, 180));
        Assert.All(land.GetProperty("y").EnumerateArray().Where(y => y.ValueKind == JsonValueKind.Number),
            y => Assert.InRange(y.GetDouble(), -90, 84));
        Assert.InRange(json.Length, 20_000, 80_000);
    }

    [Fact]
    public void Text_can_t_leave_a_script_element() =>
        Assert.DoesNotContain("<", Figure.Bar(["</script><script>alert(1)</script>"], [1])
            .Titled("<img src=x onerror=alert(1)>").ToJson(), StringComparison.Ordinal);

    [Fact]
    public void A_terminal_shows_its_title_and_kind() =>
        Assert.Equal("Figure \"Fruit\" (bar)", Figures["bar"].Titled("Fruit").ToString());

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_browser_draws_each_kind(string kind)
    {
        Browser.NeedWithPlotly();
        byte[] png = await Figures[kind].Titled("Größe <b>").Sized(400, 300).ToPngAsync(Stop);
        RasterImage picture = RasterImage.Decode(png);
        Assert.Equal((800, 600), (picture.Width, picture.Height));
        Assert.True(picture.Pixels.IndexOfAnyExcept((byte)255) >= 0, "the picture is blank");
    }

    [Fact]
    public async Task A_saved_page_draws_by_itself()
    {
        Browser.NeedWithPlotly();
        await Figures["bar"].SaveHtmlAsync(_folder["bar.html"], Stop);
        string dom = await Chromium.RunAsync(_folder["bar.html"], _folder.Path, ["--dump-dom"], Stop);
        Assert.Contains("Peru</text>", dom, StringComparison.Ordinal);
    }
}
