using System.Text.Json;

namespace SPAgent.Tests.Sandbox;

[Collection(SandboxFacts.Collection)]
public sealed class PythonCodeToolTests(SharedTool shared) : IClassFixture<SharedTool>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_picture_comes_out_with_the_pixels_that_Pillow_makes()
    {
        PythonCodeTool tool = await shared.ToolAsync();
        RasterImage picture = SandboxFacts.Picture();
        ImageToolResult result =
            await CallAsync(tool, "result_image = image.rotate(90).crop((100, 100, 400, 300))", picture);
        Assert.Equal("Success: Image processed successfully", result.Message);
        Assert.True(result.Success);
        Assert.Equal(picture.Rotate(90, expand: false).Crop(100, 100, 400, 300).PixelSha256(),
            result.Image.PixelSha256());
    }

    [Fact]
    public async Task The_messages_of_errors_are_those_a_model_knows()
    {
        await using PythonCodeTool tool =
            await SandboxFacts.ToolAsync(SandboxFacts.Short with { WallTime = TimeSpan.FromSeconds(1.5) });
        Assert.Equal("Error: No result_image returned. Please assign the result to 'result_image' variable.",
            await MessageAsync(tool, "x = 1"));
        Assert.Equal("Error: result_image must be a PIL Image, got <class 'numpy.ndarray'>",
            await MessageAsync(tool, "result_image = np.array(image)"));
        Assert.Equal("Error: Code execution timeout (>1.5s)", await MessageAsync(tool, "import time\ntime.sleep(60)"));
        Assert.StartsWith("Error: SyntaxError: '(' was never closed (<code>, line 1)\n",
            await MessageAsync(tool, "result_image = image.rotate("), StringComparison.Ordinal);
        Assert.Equal("Error: result_image is 0x0 pixels; sides from 1 to 16384 and at most "
            + "50000000 pixels are possible", await MessageAsync(tool, "result_image = image.crop((5, 5, 5, 5))"));
        Assert.StartsWith("Error: python_code_tool needs the argument code",
            (await tool.CallAsync(SandboxFacts.Picture(), JsonSerializer.SerializeToElement(new { box = 1 }),
                Cancel)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_traceback_shows_the_models_lines_and_no_folder_of_the_host()
    {
        PythonCodeTool tool = await shared.ToolAsync();
        string message = await MessageAsync(tool,
            "def cut(box):\n    return image.crop(box)\nresult_image = cut((9, 9, 1, 1)).resize((-1, 5))");
        Assert.Contains("File \"<code>\", line 2, in cut\n    return image.crop(box)", message,
            StringComparison.Ordinal);
        Assert.Contains("File \"PIL/Image.py\"", message, StringComparison.Ordinal);
        Assert.DoesNotContain("File \"/", message, StringComparison.Ordinal);
        Assert.EndsWith("ValueError: Coordinate 'right' is less than 'left'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_of_any_mode_is_shown_as_RGB()
    {
        PythonCodeTool tool = await shared.ToolAsync();
        foreach (string mode in (string[])["L", "RGBA", "P", "CMYK", "1", "F", "I", "I;16", "LA", "HSV", "YCbCr"])
        {
            PythonCallResult result =
                await tool.RunAsync($"result_image = Image.new('{mode}', (7, 5))", SandboxFacts.Picture(), Cancel);
            Assert.True(result.Image is { Width: 7, Height: 5 }, $"{mode}: {result.Message}");
        }
    }

    [Fact]
    public async Task What_was_printed_is_kept_apart_from_the_message()
    {
        PythonCodeTool tool = await shared.ToolAsync();
        PythonCallResult result =
            await tool.RunAsync("import sys\nprint('mean', 3)\nprint('warn \\x1b[2J', "
                + "file=sys.stderr)\nresult_image = image", SandboxFacts.Picture(), Cancel);
        Assert.Equal("mean 3\nwarn \\u001b[2J\n", result.Log);
        Assert.Equal("Success: Image processed successfully", result.Message);
    }

    [Fact]
    public async Task Every_snippet_gives_the_same_pixels_on_two_workers_and_twice_on_one()
    {
        await using PythonCodeTool first = await SandboxFacts.ToolAsync(SandboxFacts.Short with { RunTwice = true });
        PythonCodeTool second = await shared.ToolAsync();
        RasterImage picture = SandboxFacts.Picture(200, 150);
        foreach (string line in File.ReadLines(Fixtures.Own("sandbox", "benign.jsonl")))
        {
            JsonElement row = JsonDocument.Parse(line).RootElement;
            string id = row.GetProperty("id").GetString()!, code = row.GetProperty("code").GetString()!;
            if (id == "big_upscale" || row.GetProperty("expect_status").GetString() != "ok") continue;
            PythonCallResult one = await first.RunAsync(code, picture, Cancel),
                other = await second.RunAsync(code, picture, Cancel);
            Assert.True(one.Replayable == true, $"{id} differs on one worker: {one.Message}");
            Assert.True(one.Image!.PixelSha256() == other.Image?.PixelSha256(),
                $"{id} differs on another worker: {other.Message}");
        }
    }

    [Fact]
    public async Task What_does_not_repeat_is_said_not_to()
    {
        await using PythonCodeTool tool = await SandboxFacts.ToolAsync(SandboxFacts.Short with { RunTwice = true });
        PythonCallResult result =
            await tool.RunAsync("import time\na = np.array(image)\na[0, 0] = list((time.time_ns() // 1000 % (1 << "
                + "24)).to_bytes(3, 'little'))\nresult_image = Image.fromarray(a)", SandboxFacts.Picture(), Cancel);
        Assert.False(result.Replayable);
    }

    [Fact]
    public async Task Seeds_decide_what_randomness_gives()
    {
        PythonCodeTool zero = await shared.ToolAsync();
        await using PythonCodeTool seven = await SandboxFacts.ToolAsync(SandboxFacts.Short with { Seed = 7 });
        const string code = "import random\nprint(random.random(), np.random.rand(), "
            + "random.SystemRandom().random())\nresult_image = image";
        PythonCallResult one = await zero.RunAsync(code, SandboxFacts.Picture(), Cancel),
            other = await seven.RunAsync(code, SandboxFacts.Picture(), Cancel);
        Assert.All(one.Log.Split(' ').Zip(other.Log.Split(' ')), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public async Task Code_and_pictures_beyond_their_bounds_are_errors_to_the_model()
    {
        await using PythonCodeTool tool = await SandboxFacts.ToolAsync(SandboxFacts.Short with { MaxPixels = 10_000 });
        RasterImage small = SandboxFacts.Picture(10, 10);
        Assert.StartsWith("Error: The code is 70000 bytes long",
            (await tool.RunAsync(new string('#', 70_000), small, Cancel)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Error: The image is 200x100 pixels",
            (await tool.RunAsync("", SandboxFacts.Picture(200, 100), Cancel)).Message, StringComparison.Ordinal);
        PythonCallResult large = await tool.RunAsync("result_image = image.resize((101, 100))", small, Cancel);
        Assert.Equal((PythonCallStatus.Error, true),
            (large.Status,
                large.Message.StartsWith("Error: result_image is 101x100 pixels", StringComparison.Ordinal)));
        Assert.Equal(100, (await tool.RunAsync("result_image = image.resize((100, 100))", small, Cancel)).Image!.Width);
    }

    [Fact]
    public async Task An_empty_picture_can_be_given()
    {
        PythonCodeTool tool = await shared.ToolAsync();
        PythonCallResult result =
            await tool.RunAsync("print(image.size, image.mode)\nresult_image = Image.new('RGB', (2, 2))",
                RasterImage.FromPixels(0, 4, []), Cancel);
        Assert.Equal(("(0, 4) RGB\n", PythonCallStatus.Ok), (result.Log, result.Status));
    }

    [Fact]
    public async Task A_package_that_was_not_listed_can_not_be_imported_and_a_missing_one_is_named_at_the_start()
    {
        SandboxFacts.SkipWithoutPrograms();
        await using var tool = new PythonCodeTool(SandboxFacts.Short with { Packages = ["no_such_package"] });
        SandboxRefusedException refusal =
            await Assert.ThrowsAsync<SandboxRefusedException>(() => tool.StartAsync(Cancel));
        Assert.Equal("python", refusal.Layer);
        Assert.Contains("apt install python3-no-such-package", refusal.Message, StringComparison.Ordinal);
        PythonCallResult result = await tool.RunAsync("result_image = image", SandboxFacts.Picture(), Cancel);
        Assert.Equal(PythonCallStatus.Refused, result.Status);
    }

    [Fact]
    public async Task The_environment_says_what_results_depend_on()
    {
        PythonCodeTool tool = await shared.ToolAsync();
        PythonEnvironment here = await tool.StartAsync(Cancel);
        Assert.Empty(here.DifferencesFrom(here with { }));
        Assert.Equal([$"numpy {here.Numpy}, recorded 1.0.0", "seed 0, recorded 3"],
            here.DifferencesFrom(here with { Numpy = "1.0.0", Seed = 3 }));
    }

    [Fact]
    public async Task The_environment_names_the_versions_of_further_packages()
    {
        await using PythonCodeTool tool =
            await SandboxFacts.ToolAsync(SandboxFacts.Short with { Packages = ["json"] });
        PythonCallResult result = await tool.RunAsync(
            "import json\nprint('json', json.__version__)\nresult_image = image", SandboxFacts.Picture(), Cancel);
        Assert.Equal(result.Log.Trim(), (await tool.StartAsync(Cancel)).Packages);
    }

    private static ValueTask<ImageToolResult> CallAsync(PythonCodeTool tool, string code,
        RasterImage? picture = null) =>
        tool.CallAsync(picture ?? SandboxFacts.Picture(), JsonSerializer.SerializeToElement(new { code }), Cancel);

    private static async Task<string> MessageAsync(PythonCodeTool tool, string code)
    {
        ImageToolResult result = await CallAsync(tool, code);
        Assert.False(result.Success);
        return result.Message!;
    }
}
