using System.Text.Json;

namespace SPAgent.Notebooks.Tests;

/// <summary>A small distillation for the scripts to work on, with one bad answer that no tool call came
/// before.</summary>
public sealed class ScriptTraces : IAsyncLifetime
{
    /// <summary>The folder of the traces.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("spagent-scripts-").FullName;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        ImageDataset streets = ImageDataset.Open(Path.Combine(Checkout.Root, "data-samples", "streets"));
        var run =
            new DistillationRun(
                ChatModels.Simulated(seed: 7, knows: streets, options: new() { FailureRate = 0, Accuracy = 1 }),
                streets, Folder, new() { Samples = 8 });
        await run.ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken);
        Trace trace = TraceStore.Open(Folder).Read().First(one => one.ToolCalls.Count == 0);
        RewardScore wrong = GeoGuessrReward.Score("<answer>-80, 0</answer>",
            trace.SampleData.GetProperty("lat").GetDouble(), trace.SampleData.GetProperty("lon").GetDouble());
        await TraceStore.Open(Folder)
            .SaveAsync(trace with
            { Reward = wrong, Metadata = JsonSerializer.SerializeToElement(new { score = wrong.Score }) });
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return default;
    }
}
