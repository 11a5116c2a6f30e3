using System.Text.Json.Nodes;

namespace SPAgent.Tests.Display;

public sealed class FigureJsonTests
{
    [Fact]
    public void What_a_figure_writes_it_reads()
    {
        string json = Figure.Scatter([1, 2], [3, double.NaN], ["a", "<b>"]).Titled("Größe").X("km", log: true)
            .Sized(300, 200).ToJson();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(Figure.FromJson(json).ToJson())));
    }

    [Theory]
    [InlineData("""[{"y": [1, 2]}]""", "Figure (scatter)")]
    [InlineData("""{"data": [{"type": "pie", "values": [1]}]}""", "Figure (pie)")]
    [InlineData("""{"data": {"type": "bar", "y": [1]}, "layout": {"title": "Old"}}""", "Figure \"Old\" (bar)")]
    [InlineData("""{"data": [{"type": "scatter3d"}], "layout": {"title": {"text": "New"}}, "frames": []}""",
        "Figure \"New\" (scatter3d)")]
    [InlineData("""{"data": [], "layout": null}""", "Figure ()")]
    public void Figures_of_others_are_read(string json, string told) =>
        Assert.Equal(told, Figure.FromJson(json).ToString());

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("3")]
    [InlineData("{}")]
    [InlineData("""{"data": [1]}""")]
    [InlineData("""{"data": "x"}""")]
    public void What_is_no_figure_is_refused(string json) =>
        Assert.Throws<ArgumentException>(() => Figure.FromJson(json));

    [Fact]
    public void Config_and_frames_of_others_are_kept()
    {
        JsonNode json =
            JsonNode.Parse(Figure.FromJson(
                """{"data": [{}], "config": {"scrollZoom": true}, "frames": [{"name": "a"}]}""").Titled("t").ToJson())!;
        Assert.True((bool)json["config"]!["scrollZoom"]! && !(bool)json["config"]!["displaylogo"]!);
        Assert.Equal("a", (string?)json["frames"]![0]!["name"]);
    }

    [Fact]
    public void An_old_title_of_an_axis_becomes_what_newer_versions_read() => Assert.Equal(
        "km",
        (string?)JsonNode.Parse(Figure.FromJson("""{"data": [{}], "layout": {"xaxis": {"title": "km"}}}""")
            .ToJson())!["layout"]!["xaxis"]!["title"]!["text"]);

    [Theory]
    [InlineData("900.4", 900)]
    [InlineData("9", 50)]
    [InlineData("1e9", 8000)]
    [InlineData("\"wide\"", 720)]
    [InlineData("null", 720)]
    public void A_width_of_any_kind_is_one_that_can_be_drawn(string width, int drawn) =>
        Assert.Equal(drawn, Figure.FromJson($$$"""{"data": [{}], "layout": {"width": {{{width}}}}}""").WidthPx);

    [Fact]
    public async Task A_kind_that_the_page_s_script_lacks_is_refused_by_name()
    {
        Figure globe = Figure.FromJson("""[{"type": "scattergeo", "lat": [1], "lon": [2]}]""");
        InvalidOperationException why =
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => globe.ToPngAsync(TestContext.Current.CancellationToken));
        Assert.Contains("scattergeo", why.Message, StringComparison.Ordinal);
    }
}
