using System.Text.Json;
using System.Text.Json.Nodes;
using SPAgent.Tests.Sandbox;

namespace SPAgent.Tests.Runs;

/// <summary>Distillation and replay with model-written Python, in the sandbox.</summary>
public sealed class PythonDistillationTests : IDisposable
{
    private const string Answer = @"$\boxed{1.5, 2.5}$";
    private readonly TemporaryFolder _folder = new();
    private readonly ImageDataset _streets;

    public PythonDistillationTests()
    {
        SandboxFacts.SkipWithoutPrograms();
        _streets = StreetFolder.Make(_folder["streets"], rows: 12, width: 160, height: 120);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Code_of_a_teacher_runs_in_the_sandbox_and_every_trace_replays_exact()
    {
        await using PythonCodeTool python = new(new PythonSandboxOptions { RunTwice = true, Workers = 2 });
        DistillationOptions options = new() { Samples = 12, MaxWorkers = 6, Tools = [python, new ZoomInTool()] };
        DistillationSummary summary =
            await new DistillationRun(ChatModels.Simulated(5, _streets, new() { FailureRate = 0, ToolRate = 0.8 }),
                _streets, _folder["traces"], options)
            .ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((12, 0), (summary.Done, summary.Failed));

        Trace[] traces = [.. TraceStore.Open(_folder["traces"]).Read()];
        ToolCall[] calls = [.. traces.SelectMany(trace => trace.ToolCalls).Where(call => call.Code is not null)];
        Assert.NotEmpty(calls);
        Assert.All(calls, call => Assert.Equal((true, true), (call.Success, call.Replayable)));
        Assert.All(calls, call => Assert.Equal("Success: Image processed successfully", call.Message));
        foreach (Trace trace in traces)
        {
            await foreach (ReplayStep step in TraceReplay.RunAsync(trace, _streets, [python],
                TestContext.Current.CancellationToken)) Assert.Equal(ReplayVerdict.Exact, step.Verdict);
        }
    }

    [Fact]
    public async Task The_observation_carries_the_message_and_code_beside_the_name_is_code()
    {
        ScriptedModel model =
            ScriptedModel.Saying(
                """<tool_call>{"name": "python_code_tool", "code": "result_image = image.rotate(90, expand=True)"}</tool_call>""", Answer);
        Trace trace = await RunOneAsync(model);
        ToolCall call = Assert.Single(trace.ToolCalls);
        Assert.Equal("result_image = image.rotate(90, expand=True)", call.Code);
        Assert.Equal("<tool_response>Success: Image processed successfully\n<image></tool_response>",
            model.Requests[1][^1].Text);
        Assert.Equal(_streets[0].Image!.Decode().Rotate(90).PixelSha256(), call.ObservationSha256);
    }

    [Theory]
    [InlineData("x = 1", "result_image")]
    [InlineData("result_image = 5", "int")]
    [InlineData("raise ValueError('no')", "ValueError")]
    public async Task Code_that_fails_is_told_inside_the_response_tags_and_leaves_the_picture(string code, string said)
    {
        ScriptedModel model =
            ScriptedModel.Saying(
                $"<tool_call>{new JsonObject { ["name"] = "python_code_tool", ["code"] = code }.ToJsonString()}</tool_call>", Answer);
        Trace trace = await RunOneAsync(model);
        string observation = model.Requests[1][^1].Text;
        Assert.StartsWith("<tool_response>Error: ", observation, StringComparison.Ordinal);
        Assert.EndsWith("</tool_response>", observation, StringComparison.Ordinal);
        Assert.Contains(said, observation, StringComparison.Ordinal);
        Assert.False(Assert.Single(trace.ToolCalls).Success);
    }

    [Fact]
    public async Task Another_environment_is_named_beside_the_verdict()
    {
        Trace trace =
            await RunOneAsync(ScriptedModel.Saying(
                """<tool_call>{"name": "python_code_tool", "code": "result_image = image"}</tool_call>""", Answer));
        ToolCall call = Assert.Single(trace.ToolCalls);
        JsonObject other = JsonNode.Parse(call.Environment!.Value.GetRawText())!.AsObject();
        other["numpy"] = "9.9.9";
        Trace foreign = trace with
        { ToolCalls = [call with { Environment = JsonSerializer.SerializeToElement(other) }] };
        List<ReplayStep> steps =
            await TraceReplay.RunAsync(foreign, _streets, cancellationToken: TestContext.Current.CancellationToken)
                .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ReplayVerdict.Exact, steps[1].Verdict);
        Assert.Contains("recorded 9.9.9", steps[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checks_and_pages_run_the_code_of_all_traces_in_one_sandbox()
    {
        // Inside, each call is the next process: behind the probe of a new sandbox it is never beyond the third.
        const string code =
            "import os\nresult_image = Image.new('RGB', (8, 8), (255, 255, 255) if os.getpid() > 3 else (0, 0, 0))";
        RasterImage white = RasterImage.FromPixels(8, 8, [.. Enumerable.Repeat(byte.MaxValue, 8 * 8 * 3)]);
        // However they fall on a worker for each processor, one of these gets three or more.
        int count = 3 * Environment.ProcessorCount;
        CancellationToken stop = TestContext.Current.CancellationToken;
        ImageDataset streets = StreetFolder.Make(_folder["many"], rows: count);
        TraceStore store = TraceStore.Open(Directory.CreateDirectory(_folder["traces"]).FullName);
        for (int row = 0; row < count; row++)
        {
            await store.SaveAsync(new Trace
            {
                SampleIndex = row,
                Turns = [new() { Turn = 1, Response = Answer }],
                FinalResponse = Answer,
                ToolCalls =
                    [
                        new()
                        {
                            Turn = 1,
                            Name = "python_code_tool",
                            Code = code,
                            Success = true,
                            ObservationSha256 = white.PixelSha256(),
                        },
                    ],
            }, stop);
        }

        QualityReport report = QualityReport.Check(store, new() { Replay = true, Dataset = streets }, stop);
        Assert.InRange(report.Findings.Count(finding => finding.Check == "replay_mismatch"), 0, count - 1);
        await using Articles articles = new(new TracePageOptions { Dataset = streets });
        Assert.Contains(store.Read(),
            trace => RasterImage.Decode(articles.Picture(trace, step: 1, stop)!).Pixels[0] > 200);
    }

    [Fact]
    public async Task Without_a_sandbox_the_run_is_refused_before_anything_is_asked()
    {
        await using PythonCodeTool nowhere = new(new PythonSandboxOptions { Bubblewrap = _folder["no-such-bwrap"] });
        ScriptedModel model = ScriptedModel.Saying(Answer);
        DistillationRun run = new(model, _streets, _folder["traces"], new() { Samples = 1, Tools = [nowhere] });
        await Assert.ThrowsAsync<SandboxRefusedException>(
            () => run.ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken));
        Assert.Empty(model.Requests);
    }

    private async Task<Trace> RunOneAsync(ScriptedModel model)
    {
        await using PythonCodeTool python = new(new PythonSandboxOptions { Workers = 1 });
        await new DistillationRun(model, _streets, _folder["traces"],
            new() { Samples = 1, Strategy = SamplingStrategy.Order, Tools = [python] })
            .ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);
        return Trace.Load(_folder["traces", "trace_00000.json"]);
    }
}
