using Microsoft.Extensions.AI;

namespace SPAgent.Tests.Runs;

/// <summary>How pictures are shown and boxes read, from what the model is sent to what replay brings back.</summary>
public sealed class PictureSettingsTests : IDisposable
{
    private const string Answer = @"There: $\boxed{1.5, 2.5}$";
    private readonly TemporaryFolder _folder = new();
    private readonly ImageDataset _streets;

    public PictureSettingsTests() => _streets = StreetFolder.Make(_folder["streets"], rows: 3, width: 640, height: 480);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_box_in_thousandths_is_kept_in_pixels_beside_what_was_written_and_replays()
    {
        (Trace trace, ScriptedModel model) =
            await RunAsync(new() { BoxUnits = BoxUnits.Thousandths }, Zoom("[250, 250, 750, 750]"), Answer);
        ToolCall call = Assert.Single(trace.ToolCalls);
        Assert.Equal([160, 120, 480, 360], BoxRegion.Sides(call.Arguments)!);
        Assert.Equal([250, 250, 750, 750], BoxRegion.Sides(call.ArgumentsAsWritten)!);
        Assert.Equal(BoxUnits.Thousandths, call.BoxUnits);
        Assert.Contains("thousandths", model.Requests[0][0].Text, StringComparison.Ordinal);
        await ReplaysAsync(trace);
        Assert.Contains("\"box_units\": \"thousandths\"",
            await File.ReadAllTextAsync(_folder["out", "run.json"], TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_over_the_limit_is_sent_smaller_and_the_crop_is_cut_from_all_there_is()
    {
        (Trace trace, ScriptedModel model) =
            await RunAsync(new() { MaxPixels = 320 * 240 }, Zoom("[80, 60, 240, 180]"), Answer);
        List<DataContent> sent = [.. model.Requests[1].SelectMany(message => message.Contents).OfType<DataContent>()];
        Assert.Equal([(320, 240), (320, 240)], sent.Select(picture => ImageHeader.Read(picture.Data.Span))
            .Select(header => (header.Width, header.Height)));
        ToolCall call = Assert.Single(trace.ToolCalls);
        Assert.Equal([160, 120, 480, 360], BoxRegion.Sides(call.Arguments)!);
        Assert.Equal(new PixelSize(320, 240), call.SentSize);
        Assert.Equal([new PixelSize(320, 240)], trace.Pictures!.Sizes);
        List<ReplayStep> steps = await ReplaysAsync(trace);
        Assert.Equal(sent[1].Data.ToArray(), steps[1].Image.EncodeJpeg(95));
    }

    [Theory]
    [InlineData(1, new[] { 1, 1, 1 }, 200)]
    [InlineData(2, new[] { 1, 2, 2 }, 200)]
    [InlineData(9, new[] { 1, 2, 3 }, 200)]
    public async Task A_request_shows_the_first_picture_and_the_newest(int budget, int[] pictures, int newest)
    {
        (_, ScriptedModel model) = await RunAsync(new() { Samples = 1, ImageBudget = budget }, Zoom("[0, 0, 300, 300]"),
            Zoom("[0, 0, 200, 200]"), Answer);
        Assert.Equal(pictures,
            model.Requests.Select(
                request => request.SelectMany(message => message.Contents).OfType<DataContent>().Count()));
        Assert.All(model.Requests, request => Assert.Equal(
            request.SelectMany(message => message.Contents).OfType<DataContent>().Count(),
            request.Sum(message => message.Contents.OfType<TextContent>()
                .Sum(text => text.Text.AsSpan().Count("<image>")))));
        DataContent last = model.Requests[2].SelectMany(message => message.Contents).OfType<DataContent>().Last();
        Assert.Equal(newest, ImageHeader.Read(last.Data.Span).Width);
    }

    [Fact]
    public async Task A_run_that_was_begun_before_there_were_such_settings_goes_on_without_them()
    {
        await RunAsync(new() { Samples = 1 }, Answer);
        string run = _folder["out", "run.json"],
            text = await File.ReadAllTextAsync(run, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(run,
            text.Replace(",\n  \"box_units\": \"pixels\",\n  \"min_side\": 28", "", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        await RunAsync(new() { Samples = 3 }, Zoom("[10, 10, 20, 20]"), Answer);
        Trace[] traces = [.. TraceStore.Open(_folder["out"]).Read()];
        Assert.Equal(3, traces.Length);
        Assert.Equal([10, 10, 20, 20],
            BoxRegion.Sides(traces.Last(trace => trace.ToolCalls.Count > 0).ToolCalls[0].Arguments)!);

        DistillationException refused =
            await Assert.ThrowsAsync<DistillationException>(
                () => RunAsync(new() { Samples = 3, BoxUnits = BoxUnits.Thousandths }, Answer));
        Assert.True(refused.Field is "box_units" or "tools_sha256", refused.Message);
    }

    [Fact]
    public async Task A_smallest_side_that_is_not_given_is_that_of_the_run_before()
    {
        await RunAsync(new() { Samples = 1, MinSide = 0 }, Answer);
        await RunAsync(new() { Samples = 2 }, Zoom("[10, 10, 20, 20]"), Answer);
        Trace second = TraceStore.Open(_folder["out"]).Read().Last();
        Assert.Equal([10, 10, 20, 20], BoxRegion.Sides(Assert.Single(second.ToolCalls).Arguments)!);
    }

    [Theory]
    [InlineData(null, null, "[250, 250, 750, 750]")]
    [InlineData(null, BoxUnits.Pixels, "[160, 120, 480, 360]")]
    [InlineData(null, BoxUnits.Fractions, "[0.25, 0.25, 0.75, 0.75]")]
    [InlineData(320 * 240, BoxUnits.Pixels, "[80, 60, 240, 180]")]
    [InlineData(320 * 240, BoxUnits.Thousandths, "[250, 250, 750, 750]")]
    public async Task A_row_has_its_boxes_and_its_tools_in_the_unit_of_the_student(int? maxPixels,
        BoxUnits? student, string box)
    {
        await RunAsync(new() { Samples = 1, BoxUnits = BoxUnits.Thousandths, MaxPixels = maxPixels },
            Zoom("[250, 250, 750, 750]"), Answer);
        foreach (ToolStyle style in Enum.GetValues<ToolStyle>())
        {
            ExportOptions options = new() { Dataset = _streets, BoxUnits = student, ToolStyle = style };
            ExportReport report = await TraceStore.Open(_folder["out"])
                .ExportAsync(_folder[$"{style}"], TrainingFormat.LlamaFactory, options,
                    TestContext.Current.CancellationToken);
            Assert.Equal((1, 0), (report.Rows, report.RefusedCount));
            string row =
                await File.ReadAllTextAsync(_folder[$"{style}", "train.jsonl"], TestContext.Current.CancellationToken);
            Assert.Contains(box.Replace(" ", "", StringComparison.Ordinal),
                row.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains(
                $"in {(student ?? BoxUnits.Thousandths).ToString().ToLowerInvariant()} of the current image", row,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Pictures_keep_their_pixels_where_more_are_in_flight_than_are_held()
    {
        ImageDataset large = StreetFolder.Make(_folder["large"], rows: 48, width: 1300, height: 1000);
        IChatClient model = ChatModels.Simulated(3, large,
            new() { Latency = TimeSpan.FromMilliseconds(150), FailureRate = 0, ToolRate = 1, MaxToolCalls = 3 });
        DistillationOptions options = new()
        { Samples = 48, MaxWorkers = 48, Tools = [new ZoomInTool(), new RotateTool()] };
        await new DistillationRun(model, large, _folder["out"],
            options).ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);
        Trace[] traces = [.. TraceStore.Open(_folder["out"]).Read()];
        Assert.Equal(48, traces.Length);
        Assert.Contains(traces, trace => trace.ToolCalls.Count > 1);
        foreach (Trace trace in traces)
        {
            await foreach (ReplayStep step in
                TraceReplay.RunAsync(trace, large, cancellationToken: TestContext.Current.CancellationToken))
            {
                Assert.Equal(ReplayVerdict.Exact, step.Verdict);
            }
        }
    }

    [Fact]
    public async Task A_setting_that_differs_from_the_one_before_is_refused_by_name()
    {
        await RunAsync(new() { ImageBudget = 2 }, Answer);
        DistillationException refused = await Assert.ThrowsAsync<DistillationException>(() => RunAsync(new(), Answer));
        Assert.Equal("image_budget", refused.Field);
    }

    [Fact]
    public async Task All_pictures_of_a_row_are_sent_and_a_call_may_name_one()
    {
        string manifest = _folder["two.jsonl"];
        await File.WriteAllTextAsync(manifest,
            """{"images": ["streets/000.jpg", "streets/001.jpg"], "lat": 1.5, "lon": 2.5}""",
            TestContext.Current.CancellationToken);
        ImageDataset rows = ImageDataset.Open(manifest);
        ScriptedModel model = ScriptedModel.Saying(
            """<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [0, 0, 100, 100], "image_index": 2}}</tool_call>""", Zoom("[0, 0, 50, 50]"), Answer);
        await new DistillationRun(model, rows, _folder["out"],
            new() { Samples = 1 }).ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);
        Trace trace = TraceStore.Open(_folder["out"]).Load(0);

        Assert.StartsWith("<image>\n<image>", trace.InitialPrompt!.User, StringComparison.Ordinal);
        Assert.Equal(2, model.Requests[0].SelectMany(message => message.Contents).OfType<DataContent>().Count());
        Assert.Contains("image_index", model.Requests[0][0].Text, StringComparison.Ordinal);
        Assert.Equal(2, trace.Pictures!.Sha256.Count);
        List<ReplayStep> steps =
            await TraceReplay.RunAsync(trace, rows, cancellationToken: TestContext.Current.CancellationToken)
                .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([0, 0, 1, 2], steps.Select(step => step.Turn));
        Assert.All(steps, step => Assert.Equal(ReplayVerdict.Exact, step.Verdict));
        Assert.Equal(rows[0].Images[1].Decode().Crop(0, 0, 100, 100).PixelSha256(), steps[2].Sha256);
        Assert.Equal((50, 50), (steps[3].Image.Width, steps[3].Image.Height));

        ExportReport report = await TraceStore.Open(_folder["out"])
            .ExportAsync(_folder["train"], TrainingFormat.LlamaFactory, new() { Dataset = rows },
                TestContext.Current.CancellationToken);
        Assert.Equal((1, 0), (report.Rows, report.RefusedCount));
    }

    [Fact]
    public async Task A_server_that_takes_no_more_of_a_conversation_leaves_the_turns_that_were_paid_for()
    {
        ScriptedModel model = new((messages, _) => ScriptedModel.Turn(messages) == 1
            ? ScriptedModel.Text(Zoom("[0, 0, 100, 100]"))
            : throw new ModelException(ModelFailure.ContextTooLong, "The prompt is longer than the context."));
        await new DistillationRun(model, _streets, _folder["out"],
            new() { Samples = 1 }).ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);
        Trace trace = TraceStore.Open(_folder["out"]).Read().Single();
        Assert.Single(trace.Turns);
        Assert.True(Assert.Single(trace.ToolCalls).Success);
        Assert.Contains("longer than the context", trace.EndedBy, StringComparison.Ordinal);
        Assert.False(trace.Reward!.ParseSuccess);
    }

    [Fact]
    public async Task Calls_without_an_id_or_under_the_same_one_are_told_apart()
    {
        ScriptedModel model = new((messages, _) => ScriptedModel.Turn(messages) < 3
            ? new ChatResponse(
                new ChatMessage(ChatRole.Assistant,
                    [new FunctionCallContent("call_0", "image_zoom_in_tool",
                        new Dictionary<string, object?> { ["bbox_2d"] = new[] { 0, 0, 100, 100 } })]))
            : ScriptedModel.Text(Answer));
        await RunAsync(model, new() { Samples = 1, ToolsMode = ToolsMode.Native });
        string[] ids = [.. model.Requests[2].SelectMany(message => message.Contents).OfType<FunctionResultContent>()
            .Select(result => result.CallId)];
        Assert.Equal(2, ids.Distinct().Count());
        Assert.Equal(ids, model.Requests[2].SelectMany(message => message.Contents).OfType<FunctionCallContent>()
            .Select(call => call.CallId));
        Assert.DoesNotContain("<image>",
            string.Concat(model.Requests[2].SelectMany(message => message.Contents).OfType<FunctionResultContent>()
                .Select(result => result.Result)), StringComparison.Ordinal);
    }

    private static string Zoom(string box) =>
        $$$"""<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": {{{box}}}}}</tool_call>""";

    private async Task<(Trace Trace, ScriptedModel Model)> RunAsync(DistillationOptions options,
        params string[] replies)
    {
        ScriptedModel model = ScriptedModel.Saying(replies);
        await RunAsync(model, options);
        return (TraceStore.Open(_folder["out"]).Read().First(), model);
    }

    private Task<DistillationSummary> RunAsync(ScriptedModel model, DistillationOptions options) =>
        new DistillationRun(model, _streets, _folder["out"],
            options with { Samples = Math.Min(options.Samples, 3), MaxWorkers = 1, Strategy = SamplingStrategy.Order })
            .ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);

    private async Task<List<ReplayStep>> ReplaysAsync(Trace trace)
    {
        List<ReplayStep> steps =
            await TraceReplay.RunAsync(trace, _streets, cancellationToken: TestContext.Current.CancellationToken)
                .ToListAsync(TestContext.Current.CancellationToken);
        Assert.All(steps, step => Assert.Equal(ReplayVerdict.Exact, step.Verdict));
        return steps;
    }
}
