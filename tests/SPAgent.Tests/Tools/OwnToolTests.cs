using System.Text.Json;

namespace SPAgent.Tests.Tools;

/// <summary>A tool of one's own: what a model may give it, what it gives back, and how it comes back in
/// replay.</summary>
public sealed class OwnToolTests : IDisposable
{
    private static readonly RasterImage Picture = Pictures.Gradient(64, 48);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static ImageTool Shrink { get; } = ImageTool.From(
        "shrink", "Makes the picture smaller.",
        (image, args) => image.Resize(args.Whole("width"), args.Flag("flat") ? 10 : image.Height),
        ToolParameter.Whole("width", "New width in pixels.", min: 8, max: 40),
        ToolParameter.Flag("flat", "Whether to press it flat."));

    [Theory]
    [InlineData("""{"width": 20}""", 20, 48)]
    [InlineData("""{"width": 8, "flat": true}""", 8, 10)]
    [InlineData("""{"width": 40.0, "flat": null}""", 40, 48)]
    public async Task Arguments_are_read_in_their_type_and_what_is_left_out_has_its_own_value(string arguments,
        int width, int height)
    {
        ImageToolResult result =
            await Shrink.CallAsync(Picture, JsonElement.Parse(arguments), TestContext.Current.CancellationToken);
        Assert.Equal((width, height), (result.Image!.Width, result.Image.Height));
    }

    [Theory]
    [InlineData("{}", "the argument 'width' is missing (given: none)")]
    [InlineData("""{"wide": 9}""", "the argument 'width' is missing (given: wide)")]
    [InlineData("""{"width": 7}""", "width must be from 8 to 40, not 7")]
    [InlineData("""{"width": 20.5}""", "width must be a whole number, not 20.5")]
    [InlineData("""{"width": "20"}""", "width must be a finite number, not \"20\"")]
    [InlineData("""{"width": 20, "flat": "yes"}""", "flat must be true or false, not \"yes\"")]
    [InlineData("[20]", "the arguments must be a JSON object, not [20]")]
    public async Task What_a_model_got_wrong_is_told_and_the_function_does_not_run(string arguments, string problem)
    {
        ImageToolResult result =
            await Shrink.CallAsync(Picture, JsonElement.Parse(arguments), TestContext.Current.CancellationToken);
        Assert.Equal((false, $"Error: Tool execution failed - {problem}"), (result.Success, result.Message));
    }

    [Fact]
    public async Task A_tool_may_speak_or_wait_or_fail_or_throw()
    {
        ImageTool speaks = ImageTool.From("size", "Tells the size.", (image, _) => $"{image.Width} by {image.Height}");
        ImageTool waits = ImageTool.From("turn", "Turns it.", async (image, args) =>
        {
            await Task.Delay(1, args.CancellationToken);
            return image.Rotate(90, expand: true);
        });
        ImageTool fails = ImageTool.From("no", "Says no.", (_, _) => ImageToolResult.Failed("not today"));
        ImageTool throws = ImageTool.From("oh", "Throws.", (image, _) => image.Resize(-1, 5));
        ImageToolResult said = await Call(speaks), turned = await Call(waits), failed = await Call(fails),
            thrown = await Call(throws);
        Assert.Equal(("64 by 48", true), (said.Message, ReferenceEquals(said.Image, Picture)));
        Assert.Equal((48, 64), (turned.Image!.Width, turned.Image.Height));
        Assert.Equal((false, "not today"), (failed.Success, failed.Message));
        Assert.StartsWith("Error: Tool execution failed - ", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_argument_that_the_tool_does_not_declare_is_told_to_whom_wrote_the_tool()
    {
        ImageToolResult result =
            await Call(ImageTool.From("grey", "Greys it.", (image, args) => image.Resize(args.Whole("w"), 5)));
        Assert.Contains("'w' is missing", result.Message, StringComparison.Ordinal);
        Assert.Contains("hand ImageTool.From a ToolParameter for it", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_says_what_a_model_may_give()
    {
        ImageTool tool = ImageTool.From("paint", "Paints.", (image, _) => image,
            ToolParameter.Choice("colour", "Which one.", ["red", "blue"], otherwise: "blue"),
            ToolParameter.Number("strength", "How much.", min: 0, max: 1),
            ToolParameter.Text("why", "The reason."), ToolParameter.Box("Where to paint."),
            ToolParameter.Json("dots", "Points.", JsonElement.Parse("""{"type":"array"}"""), isRequired: false));
        Assert.Equal("""
            {"type":"object","properties":{"colour":{"type":"string","enum":["red","blue"],"description":"Which one.","default":"blue"},"strength":{"type":"number","minimum":0,"maximum":1,"description":"How much."},"why":{"type":"string","description":"The reason."},"bbox_2d":{"type":"array","items":{"type":"number"},"minItems":4,"maxItems":4,"description":"Where to paint, as [x1, y1, x2, y2] in pixels of the current image; (x1, y1) is its top-left corner, (x2, y2) its bottom-right corner."},"dots":{"type":"array","description":"Points."}},"required":["strength","why","bbox_2d"]}
            """, tool.Schema.GetRawText());
    }

    [Theory]
    [InlineData("has blank")]
    [InlineData("")]
    public void A_name_that_no_server_takes_is_refused(string name) =>
        Assert.ThrowsAny<ArgumentException>(() => ImageTool.From(name, "Does it.", (image, _) => image));

    [Fact]
    public void Parameters_that_contradict_themselves_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ToolParameter.Number("a", "b", min: 2, max: 1));
        Assert.Throws<ArgumentException>(() => ToolParameter.Whole("a", "b", min: 2, otherwise: 1));
        Assert.Throws<ArgumentException>(() => ToolParameter.Choice("a", "b", ["x"], otherwise: "y"));
        Assert.Throws<ArgumentException>(() =>
            ImageTool.From("t", "d", (image, _) => image, ToolParameter.Flag("a", "b"), ToolParameter.Flag("a", "b")));
    }

    [Theory]
    [InlineData(BoxUnits.Pixels)]
    [InlineData(BoxUnits.Thousandths)]
    [InlineData(BoxUnits.Fractions)]
    public async Task A_distillation_with_an_own_tool_is_replayed_to_the_very_pixels_and_says_when_the_tool_is_missing(
        BoxUnits units)
    {
        ImageDataset streets = StreetFolder.Make(_folder["streets"], rows: 6);
        ImageTool cut = ImageTool.From("cut_and_turn", "Cuts a region out and turns it.", (image, args) =>
        {
            (double left, double top, double right, double bottom) = args.Box();
            return image.Crop(left, top, right, bottom).Rotate(args.Number("angle"), expand: true);
        }, ToolParameter.Box("The region to look at."),
            ToolParameter.Number("angle", "Degrees.", min: -20, max: 20, otherwise: 5));
        CancellationToken stop = TestContext.Current.CancellationToken;
        await new DistillationRun(ChatModels.Simulated(5, streets, new() { FailureRate = 0, ToolRate = 1 }), streets,
            _folder["traces"],
            new() { Samples = 6, Tools = [cut], BoxUnits = units }).ExecuteAsync(cancellationToken: stop);
        Trace[] traces = [.. TraceStore.Open(_folder["traces"]).Read()];
        ToolCall[] calls = [.. traces.SelectMany(trace => trace.ToolCalls)];
        Assert.Equal(18, calls.Length);
        Assert.All(calls, call => Assert.True(call is { Success: true, Name: "cut_and_turn" }, call.Message));
        Assert.Contains(calls, call => call.Arguments!.Value.TryGetProperty("angle", out _));
        Assert.Contains(calls, call => !call.Arguments!.Value.TryGetProperty("angle", out _));
        foreach (Trace trace in traces)
        {
            ReplayStep[] steps = await TraceReplay.RunAsync(trace, streets, [cut], stop).ToArrayAsync(stop);
            Assert.All(steps, step => Assert.Equal(ReplayVerdict.Exact, step.Verdict));
            ReplayStep bare = await TraceReplay.RunAsync(trace, streets, cancellationToken: stop).Skip(1)
                .FirstAsync(stop);
            Assert.Equal(ReplayVerdict.Mismatch, bare.Verdict);
            Assert.Contains("there is no tool cut_and_turn here", bare.Detail, StringComparison.Ordinal);
        }

        Assert.Contains(QualityReport.Check(_folder["traces"], new() { Replay = true, Dataset = streets },
            stop).Findings, finding => finding.Check == "replay_mismatch");
        Assert.DoesNotContain(
            QualityReport.Check(_folder["traces"], new() { Replay = true, Dataset = streets, Tools = [cut] },
                stop).Findings, finding => finding.Check == "replay_mismatch");
    }

    [Fact]
    public async Task An_agent_calls_an_own_tool_and_its_picture_is_in_the_session()
    {
        ImageDataset streets = StreetFolder.Make(_folder["streets"], rows: 1);
        DataCollector collector = new(_folder["collection"]);
        SpatialAgent agent =
            new(ChatModels.Simulated(5, streets, new() { FailureRate = 0, ToolRate = 1, MaxToolCalls = 1 }),
                [Shrink], collector);
        AgentResult result = await agent.SolveAsync(Path.Combine(streets.Path, streets[0].Image!.Path!), "What is it?",
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("shrink", (string?)result.ToolCalls.Single()["name"]);
        Assert.InRange((int)result.ToolCalls[0]["arguments"]!["width"]!, 8, 40);
        Assert.Equal((int)result.ToolCalls[0]["arguments"]!["width"]!,
            RasterImage.Load(result.AdditionalImages.Single()).Width);
    }

    private static async Task<ImageToolResult> Call(ImageTool tool) =>
        await tool.CallAsync(Picture, JsonElement.Parse("{}"), TestContext.Current.CancellationToken);

    [Fact]
    public void A_box_has_its_usual_name_or_one_of_its_own()
    {
        Assert.Equal(("bbox_2d", "The part."),
            (ToolParameter.Box("The part.").Name, ToolParameter.Box("The part.").Description));
        Assert.Equal(("part", "The part."),
            (ToolParameter.Box("part", "The part.").Name, ToolParameter.Box("part", "The part.").Description));
    }
}
