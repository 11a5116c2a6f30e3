using System.Text.Json;

namespace SPAgent.Tests.Tools;

public sealed class BoxUnitsTests
{
    private static readonly RasterImage s_image = RasterImage.FromPixels(960, 720, new byte[960 * 720 * 3]);

    [Theory]
    [InlineData(BoxUnits.Thousandths, "[250, 250, 750, 750]", "[240,180,720,540]")]
    [InlineData(BoxUnits.Fractions, "[0.25, 0.25, 0.75, 0.75]", "[240,180,720,540]")]
    [InlineData(BoxUnits.Thousandths, "[0, 0, 1000, 1000]", "[0,0,960,720]")]
    [InlineData(BoxUnits.Fractions, "[0, 0, 1, 1]", "[0,0,960,720]")]
    [InlineData(BoxUnits.Thousandths, "[500, 500, 1900, 1000]", "[480,360,1824,720]")]
    public async Task A_box_in_another_unit_is_run_in_pixels(BoxUnits units, string written, string executed)
    {
        ImageToolResult result = await CallAsync(new ZoomInTool { BoxUnits = units }, written);
        Assert.Equal($$"""{"bbox_2d":{{executed}},"label":"x"}""", result.Executed!.Value.GetRawText());
    }

    [Theory]
    [InlineData(BoxUnits.Pixels, "[0.2, 0.2, 0.8, 0.8]", "960 x 720")]
    [InlineData(BoxUnits.Pixels, "[0, 0, 1, 1]", "pixels")]
    [InlineData(BoxUnits.Thousandths, "[0.2, 0.2, 0.8, 0.8]", "thousandths")]
    [InlineData(BoxUnits.Fractions, "[200, 200, 800, 800]", "fractions")]
    [InlineData(BoxUnits.Fractions, "[0, 0, 480, 360]", "fractions of this image, such as [0.25, 0.25, 0.5, 0.5]")]
    [InlineData(BoxUnits.Thousandths, "[10, 10, 2400, 720]", "of this image, such as [250, 250, 500, 500]")]
    [InlineData(BoxUnits.Pixels, "[5000, 5000, 5200, 5200]", "outside")]
    [InlineData(BoxUnits.Pixels, "[-300, 10, -20, 200]", "outside")]
    [InlineData(BoxUnits.Pixels, "[100, 100, 100, 300]", "no area")]
    public async Task A_box_that_cannot_be_meant_is_refused_and_says_what_counts(BoxUnits units, string written,
        string says)
    {
        ImageToolResult result = await CallAsync(new ZoomInTool { BoxUnits = units, MinSide = 28 }, written);
        Assert.False(result.Success);
        Assert.Contains(says, result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[100, 100, 120, 120]", 28, 28)]
    [InlineData("[0, 0, 4, 4]", 28, 28)]
    [InlineData("[950, 710, 960, 720]", 28, 28)]
    [InlineData("[0, 100, 40, 300]", 40, 200)]
    [InlineData("[100, 100, 128, 700]", 28, 600)]
    public async Task A_small_box_grows_inside_the_picture(string written, int width, int height)
    {
        ImageToolResult result = await CallAsync(new ZoomInTool { MinSide = 28 }, written);
        Assert.Equal((width, height), (result.Image!.Width, result.Image.Height));
        double[] box = BoxRegion.Sides(result.Executed ?? Arguments(written))!;
        Assert.True(box[0] >= 0 && box[1] >= 0 && box[2] <= 960 && box[3] <= 720);
    }

    [Fact]
    public async Task A_box_that_is_large_enough_is_run_as_it_is_written()
    {
        Assert.Null((await CallAsync(new ZoomInTool { MinSide = 28 }, "[100.4, 100, 300, 300]")).Executed);
    }

    [Fact]
    public async Task A_box_counts_in_the_picture_as_it_was_shown_and_is_cut_from_all_there_is()
    {
        ShownPicture shown = new(s_image, maxPixels: 480 * 360);
        Assert.Equal(new PixelSize(480, 360), shown.Size);
        ImageToolResult result = await new ZoomInTool().CallAsync(shown, Arguments("[120, 90, 360, 270]"),
            TestContext.Current.CancellationToken);
        Assert.Equal((480, 360), (result.Image!.Width, result.Image.Height));
        Assert.Equal([240, 180, 720, 540], BoxRegion.Sides(result.Executed)!);
    }

    [Theory]
    [InlineData(BoxUnits.Thousandths, "thousandths")]
    [InlineData(BoxUnits.Fractions, "fractions")]
    [InlineData(BoxUnits.Pixels, "pixels")]
    public void The_description_tells_the_unit(BoxUnits units, string says) =>
        Assert.Contains(says, new ZoomInTool { BoxUnits = units }.Schema.GetRawText(), StringComparison.Ordinal);

    private static JsonElement Arguments(string box) => JsonElement.Parse($$"""{"bbox_2d": {{box}}, "label": "x"}""");

    private static ValueTask<ImageToolResult> CallAsync(ZoomInTool tool, string box) =>
        tool.CallAsync(s_image, Arguments(box), TestContext.Current.CancellationToken);
}
