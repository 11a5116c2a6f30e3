using System.Text.Json;

namespace SPAgent.Tests.Tools;

public sealed class ImageToolTests
{
    private static readonly RasterImage Picture = Pictures.Gradient(640, 480);

    [Theory]
    [InlineData("[10, 20, 100, 200]", 90, 180)]
    [InlineData("[10.5, 20.5, 100.4, 200.6]", 90, 181)]
    [InlineData("[600, 400, 900, 700]", 300, 300)]
    [InlineData("[-50, -50, 100, 100]", 150, 150)]
    public async Task A_box_with_an_area_makes_a_picture_of_its_size(string box, int width, int height)
    {
        ImageToolResult result = await Zoom($$"""{"bbox_2d": {{box}}, "label": "x"}""");
        Assert.True(result.Success, result.Message);
        Assert.Equal((width, height), (result.Image.Width, result.Image.Height));
    }

    // The arguments that the Python original loses a sample over, accepts by accident, or grows without end.
    [Theory]
    [InlineData("""{"bbox_2d": [100, 100, 100, 100]}""", "no area")]
    [InlineData("""{"bbox_2d": [100, 100, 100, 200]}""", "no area")]
    [InlineData("""{"bbox_2d": [0.6, 0.6, 0.9, 0.9]}""", "640 x 480")]
    [InlineData("""{"bbox_2d": [1000, 1000, 1200, 1200]}""", "outside")]
    [InlineData("""{"bbox_2d": [100, 200, 10, 20]}""", "'right' is less than 'left'")]
    [InlineData("""{"bbox_2d": [10, 200, 100, 20]}""", "'lower' is less than 'upper'")]
    [InlineData("""{"bbox_2d": [0, 0, 9000, 9000]}""", "limit")]
    [InlineData("""{"bbox_2d": [0, 0, 100000, 100000]}""", "limit")]
    [InlineData("""{"bbox_2d": [0, 0, 70000, 10]}""", "limit")]
    [InlineData("""{"bbox_2d": [-1e308, 0, 1e308, 10]}""", "limit")]
    [InlineData("""{"bbox_2d": ["1", "2", "3", "4"]}""", "finite number")]
    [InlineData("""{"bbox_2d": "10, 20, 30, 40"}""", "four numbers")]
    [InlineData("""{"bbox_2d": [1, 2, 3]}""", "four numbers")]
    [InlineData("""{"bbox_2d": [1, 2, 3, 4, 5]}""", "four numbers")]
    [InlineData("""{"bbox_2d": [[1, 2], [3, 4]]}""", "four numbers")]
    [InlineData("""{"bbox_2d": null}""", "four numbers")]
    [InlineData("""{"bbox_2d": [true, false, true, true]}""", "finite number")]
    [InlineData("""{"bbox_2d": ["NaN", 0, 10, 10]}""", "finite number")]
    [InlineData("""{"bbox_2d": [1e999, 0, 10, 10]}""", "finite number")]
    [InlineData("""{"bbox": [1, 2, 3, 4]}""", "'bbox_2d' is missing")]
    [InlineData("""[1, 2]""", "JSON object")]
    [InlineData("\"text\"", "JSON object")]
    public async Task A_box_that_is_none_is_an_error_to_the_model(string arguments, string problem)
    {
        ImageToolResult result = await Zoom(arguments);
        Assert.False(result.Success);
        Assert.StartsWith("Error: ", result.Message, StringComparison.Ordinal);
        Assert.Contains(problem, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_is_told_alike_in_every_culture()
    {
        using OtherCulture culture = new();
        Assert.Contains("9000 x 9000 pixels, more than the limit of 16,777,216;",
            (await Zoom("""{"bbox_2d": [0, 0, 9000, 9000]}""")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("90", 480, 640)]
    [InlineData("-90", 480, 640)]
    [InlineData("45", 792, 792)]
    [InlineData("0.5", 646, 486)]
    [InlineData("720", 640, 480)]
    [InlineData("1e308", 712, 786)]
    public async Task A_turn_makes_room_for_the_corners(string angle, int width, int height)
    {
        ImageToolResult result = await Rotate($$"""{"angle": {{angle}}}""");
        Assert.True(result.Success, result.Message);
        Assert.Equal((width, height), (result.Image.Width, result.Image.Height));
    }

    [Theory]
    [InlineData("""{"angle": "90"}""")]
    [InlineData("""{"angle": true}""")]
    [InlineData("""{"angle": null}""")]
    [InlineData("""{"angle": [90]}""")]
    [InlineData("""{"angle": "Infinity"}""")]
    [InlineData("""{}""")]
    public async Task An_angle_that_is_none_is_an_error_to_the_model(string arguments)
    {
        ImageToolResult result = await Rotate(arguments);
        Assert.False(result.Success);
        Assert.StartsWith("Error: ", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nine_turns_by_45_degrees_stop_at_the_limit()
    {
        RasterImage current = Picture;
        int refused = 0;
        for (int i = 0; i < 9; i++)
        {
            ImageToolResult result = await new RotateTool().CallAsync(current, JsonElement.Parse("""{"angle": 45}"""),
                TestContext.Current.CancellationToken);
            if (result.Success) current = result.Image;
            else refused++;
        }

        Assert.True(refused > 0);
        Assert.InRange((long)current.Width * current.Height, 640 * 480, new RotateTool().MaxPixels);
    }

    [Fact]
    public async Task A_large_picture_may_be_turned_as_it_is()
    {
        RasterImage large = Pictures.Gradient(5000, 4000);
        Assert.True(
            (await new RotateTool().CallAsync(large, JsonElement.Parse("""{"angle": 90}"""),
                TestContext.Current.CancellationToken)).Success);
        Assert.False(
            (await new RotateTool().CallAsync(large, JsonElement.Parse("""{"angle": 45}"""),
                TestContext.Current.CancellationToken)).Success);
    }

    private static async Task<ImageToolResult> Zoom(string arguments) =>
        await new ZoomInTool().CallAsync(Picture, JsonElement.Parse(arguments), TestContext.Current.CancellationToken);

    private static async Task<ImageToolResult> Rotate(string arguments) =>
        await new RotateTool().CallAsync(Picture, JsonElement.Parse(arguments), TestContext.Current.CancellationToken);
}
