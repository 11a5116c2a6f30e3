using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests.Models;

public sealed class SimulatedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ImageDataset _streets;

    public SimulatedModelTests() => _streets = StreetFolder.Make(_folder["streets"], rows: 40);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_perfect_model_knows_every_place_of_its_dataset()
    {
        DistillationSummary summary = await RunAsync(new() { Accuracy = 1, FailureRate = 0 });
        Assert.Equal((40, 40), (summary.Done, summary.ParseSuccess));
        Assert.InRange(summary.MeanDistanceKm!.Value, 0, 0.02);
    }

    [Fact]
    public async Task A_model_that_knows_no_dataset_guesses()
    {
        DistillationSummary summary = await RunAsync(new() { Accuracy = 1, FailureRate = 0 }, knows: false);
        Assert.InRange(summary.MeanDistanceKm!.Value, 2000, 15000);
    }

    [Fact]
    public async Task Accuracy_moves_the_score()
    {
        double poor = (await RunAsync(new() { Accuracy = 0.1, FailureRate = 0 })).MeanScore!.Value;
        double good = (await RunAsync(new() { Accuracy = 0.95, FailureRate = 0 })).MeanScore!.Value;
        Assert.True(good > poor + 0.05, $"{good} and {poor}");
    }

    [Fact]
    public async Task Errors_grow_with_the_difficulty_of_the_row()
    {
        string output = _folder["traces"];
        await new DistillationRun(ChatModels.Simulated(1, _streets, new() { FailureRate = 0 }), _streets, output,
            new() { Samples = 40 })
            .ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);
        List<(double Difficulty, double Distance)> rows = [.. TraceStore.Open(output).Read()
            .Where(trace => trace.SampleData.GetProperty("locatability_score").ValueKind == JsonValueKind.Number)
            .Select(trace => (trace.SampleData.GetProperty("locatability_score").GetDouble(),
                trace.Reward!["distance@km"]!.Value)).Order()];
        double easy = rows.Take(13).Average(row => row.Distance), hard = rows.TakeLast(13).Average(row => row.Distance);
        Assert.True(hard > 3 * easy, $"easy {easy}, hard {hard}");
    }

    [Fact]
    public async Task Some_samples_fail_and_the_others_do_not()
    {
        DistillationSummary summary = await RunAsync(new() { FailureRate = 0.4 });
        string[] words = ["on purpose", "FailureRate = 0", "--simulated-failures 0"];
        Assert.All(words, word => Assert.Contains(word, $"{summary}", StringComparison.Ordinal));
        Assert.InRange(summary.Failed, 2, 16);
        Assert.InRange(summary.Done - summary.ParseSuccess, 2, 16);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 120, 120)]
    public async Task The_tool_rate_decides_how_often_a_tool_is_called(double rate, int least, int most)
    {
        DistillationSummary summary = await RunAsync(new() { ToolRate = rate, FailureRate = 0 });
        Assert.InRange(summary.ToolCalls, least, most);
    }

    [Theory]
    [InlineData(ToolsMode.Native)]
    [InlineData(ToolsMode.Prompt)]
    public async Task Its_calls_work_in_both_tool_modes(ToolsMode mode)
    {
        string output = _folder["traces"];
        await new DistillationRun(ChatModels.Simulated(2, _streets, new() { FailureRate = 0 }), _streets, output,
            new() { Samples = 40, ToolsMode = mode })
            .ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);
        ToolCall[] calls = [.. TraceStore.Open(output).Read().SelectMany(trace => trace.ToolCalls)];
        Assert.All(calls, call => Assert.True(call.Success, call.Message));
        Assert.Equal(["image_rotate_tool", "image_zoom_in_tool"], calls.Select(call => call.Name).Distinct().Order());
    }

    [Theory]
    [InlineData(ToolsMode.Native)]
    [InlineData(ToolsMode.Prompt)]
    public async Task It_calls_a_tool_that_it_never_saw_as_the_tool_s_schema_wants_it(ToolsMode mode)
    {
        const string Schema = """
            {"type":"object","required":["amount","mode","region","tags","deep","count"],"properties":{
              "amount":{"type":"number","minimum":0.2,"maximum":0.4},"mode":{"enum":["soft","hard"]},"count":{"anyOf":[{"type":"integer","exclusiveMinimum":3,"maximum":5}]},
              "region":{"type":"array","items":{"type":"number"},"minItems":4,"maxItems":4},"tags":{"type":"array","items":{"type":"string"},"minItems":2},
              "deep":{"type":"object","required":["on"],"properties":{"on":{"type":["null","boolean"]}}},"spare":{"type":"integer"}}}
            """;
        List<JsonElement> given = [];
        ImageTool odd = new OddTool(JsonElement.Parse(Schema), given);
        string output = _folder["traces"];
        await new DistillationRun(ChatModels.Simulated(2, _streets, new() { FailureRate = 0, ToolRate = 1 }), _streets,
            output, new() { Samples = 10, ToolsMode = mode, Tools = [odd] })
            .ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(30, given.Count);
        Assert.All(given, call =>
        {
            Assert.InRange(call.GetProperty("amount").GetDouble(), 0.2, 0.4);
            Assert.Equal("soft", call.GetProperty("mode").GetString());
            Assert.InRange(call.GetProperty("count").GetInt32(), 4, 5);
            double[] box = [.. call.GetProperty("region").EnumerateArray().Select(side => side.GetDouble())];
            Assert.True(0 <= box[0] && box[0] < box[2] && box[2] <= 64 && 0 <= box[1] && box[1] < box[3]
                && box[3] <= 48, call.GetRawText());
            Assert.Equal(2, call.GetProperty("tags").GetArrayLength());
            Assert.Contains(call.GetProperty("deep").GetProperty("on").ValueKind,
                (JsonValueKind[])[JsonValueKind.True, JsonValueKind.False]);
        });
        Assert.Equal(2, given.Select(call => call.TryGetProperty("spare", out _)).Distinct().Count());
    }

    private sealed class OddTool(JsonElement schema, List<JsonElement> given) : ImageTool
    {
        public override string Name => "odd_tool";

        public override string Description => "Odd.";

        public override JsonElement Schema => schema;

        public override ValueTask<ImageToolResult> CallAsync(RasterImage image, JsonElement arguments,
            CancellationToken cancellationToken = default)
        {
            lock (given) given.Add(arguments.Clone());
            return new(ImageToolResult.Ok(image));
        }
    }

    [Fact]
    public async Task A_picture_is_recognised_by_its_pixels_in_another_encoding()
    {
        using IChatClient model =
            ChatModels.Simulated(3, _streets, new() { Accuracy = 1, FailureRate = 0, ToolRate = 0 });
        byte[] png = _streets[7].Image!.Decode().EncodePng();
        ChatResponse response = await model.GetResponseAsync(
            [new ChatMessage(ChatRole.User,
                [new TextContent(TaskPrompt.Geolocation.User), new DataContent(png, "image/png")])],
            cancellationToken: TestContext.Current.CancellationToken);
        double latitude = (double)_streets[7]["lat"]!, longitude = (double)_streets[7]["lon"]!;
        Assert.InRange(GeoGuessrReward.Score(response.Text, latitude, longitude)["distance@km"]!.Value, 0, 0.02);
    }

    [Fact]
    public async Task Every_trace_says_that_the_model_was_simulated()
    {
        await RunAsync(new());
        Assert.All(TraceStore.Open(_folder["0"]).Read(),
            trace => Assert.StartsWith("simulated", trace.Model, StringComparison.Ordinal));
    }

    private int _runs;

    private Task<DistillationSummary> RunAsync(SimulatedModelOptions options, bool knows = true) =>
        new DistillationRun(ChatModels.Simulated(11, knows ? _streets : null, options), _streets, _folder[$"{_runs++}"],
            new() { Samples = 40, MaxWorkers = 8 })
            .ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);
}
