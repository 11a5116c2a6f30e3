using Microsoft.Extensions.AI;

namespace SPAgent.Formats.Golden;

/// <summary>What a user has on disk after some work, made anew for each run in the current folder.</summary>
public sealed class Disk : IAsyncLifetime
{
    /// <summary>Folders of traces, made here.</summary>
    internal static readonly string[] Runs =
        ["taught-prompt", "taught-native", "simulated-prompt", "simulated-native", "rollouts"];

    private static readonly StillClock s_clock = new();

    /// <summary>The folder.</summary>
    public string Work { get; } = Directory.CreateTempSubdirectory("spagent-golden-").FullName;

    internal static ImageDataset Streets => ImageDataset.Open("data-samples/streets");

    internal static IReadOnlyList<ImageTool> Tools { get; } = [new ZoomInTool(), new RotateTool(), new Detector()];

    public async ValueTask InitializeAsync()
    {
        Environment.CurrentDirectory = Work;
        Directory.CreateSymbolicLink("data-samples", Checkout.Samples());
        foreach (bool native in (bool[])[false, true])
        {
            string style = native ? "native" : "prompt";
            DistillationOptions options = Options(native);
            await DistilAsync(
                new Teacher(native), $"taught-{style}",
                options with { Strategy = SamplingStrategy.Order, Samples = Teacher.Count, Tools = Tools });
            await DistilAsync(
                ChatModels.Simulated(seed: 7, Streets, new() { ToolRate = 0.8, FailureRate = 0.4 }),
                $"simulated-{style}",
                options with { Strategy = SamplingStrategy.Hardest, Samples = 8, Seed = 3 });
        }

        await DistilAsync(
            ChatModels.Simulated(seed: 7, Streets, new() { FailureRate = 0.4 }), "rollouts",
            Options(native: false) with
            {
                Strategy = SamplingStrategy.Adaptive,
                Samples = 2,
                Rollouts = 3,
                StopWhenSolved = 2,
            });
        await CollectAsync();
    }

    public ValueTask DisposeAsync()
    {
        Environment.CurrentDirectory = Checkout.Root;
        Directory.Delete(Work, recursive: true);
        return ValueTask.CompletedTask;
    }

    // One worker, so that lines of logs come in the order of the rows.
    private static DistillationOptions Options(bool native) => new()
    {
        MaxWorkers = 1,
        MaxTurns = 4,
        Tools = [new ZoomInTool(), new RotateTool()],
        ToolsMode = native ? ToolsMode.Native : ToolsMode.Prompt,
        Reward = new GeoGuessrReward(),
        TimeProvider = s_clock,
    };

    private static async Task DistilAsync(IChatClient model, string output, DistillationOptions options)
    {
        using (model) await new DistillationRun(model, Streets, output, options).ExecuteAsync();
    }

    private static async Task CollectAsync()
    {
        int drawn = 0;
        DataCollector collector = new("collection", time: s_clock)
        {
            NewName = _ => $"session_20250124_143022_{++drawn:x8}",
        };
        await AskAsync(Simulated(toolRate: 1), "What stands here?", "00_paris.jpg");
        await AskAsync(Simulated(toolRate: 0.7), "Older?\nA. this\nB. that", "01_tokyo.jpg", "27_monument_valley.png");
        await AskAsync(Simulated(toolRate: 0), "Is it \"upright\"? <image> 🚌", "08_cape_town.jpg");
        await Assert.ThrowsAsync<HttpRequestException>(
            () => AskAsync(new Teacher(first: 6), "Lost?", "06_reykjavik.jpg"));
        await AskAsync(new Teacher(first: 3), "No answer?", "04_kyoto.jpg");
        await collector.SaveStatisticsAsync();

        static IChatClient Simulated(double toolRate) =>
            ChatModels.Simulated(seed: 5, options: new() { ToolRate = toolRate, FailureRate = 0 });

        async Task AskAsync(IChatClient model, string question, params string[] pictures)
        {
            AgentTool[] tools = [.. Tools.Select(AgentTool.FromImageTool)];
            string[] images = [.. pictures.Select(name => $"data-samples/streets/{name}")];
            SpatialAgentOptions options = new() { TimeProvider = s_clock };
            SpatialAgent agent = new(model, tools, collector, options);
            using (model) await agent.SolveAsync(images, question, maxIterations: 2);
        }
    }
}
