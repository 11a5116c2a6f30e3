using System.Text.Json.Nodes;

namespace SPAgent.Notebooks;

/// <summary>Publishes what one cell shows, as answers to the request that ran it.</summary>
internal sealed class KernelOutput(Action<string, JsonObject, byte[]?> publish, byte[] parent, KernelInput.Asker? ask,
    KernelCharts charts) : ICellOutput
{
    private static int s_results;

    public string? Ask(string prompt, bool isSecret, CancellationToken cancel) => ask?.Invoke(prompt, isSecret, cancel);

    public void Print(string text, bool isError) =>
        publish("stream", new JsonObject { ["name"] = isError ? "stderr" : "stdout", ["text"] = text }, parent);

    public void Display(MimeBundle bundle, string displayId, bool update)
    {
        if (charts.TryShow(bundle, displayId, update, parent)) return;
        publish(update ? "update_display_data" : "display_data",
            Content(bundle, "transient", new JsonObject { ["display_id"] = displayId }), parent);
    }

    public void Clear(bool wait) => publish("clear_output", new JsonObject { ["wait"] = wait }, parent);

    public void Result(MimeBundle value, int executionCount)
    {
        // A front end updates what was displayed, not what was a result.
        if (charts.TryShow(value, $"spagent-{Environment.ProcessId}-result-{Interlocked.Increment(ref s_results)}",
            update: false, parent)) return;
        publish("execute_result", Content(value, "execution_count", executionCount), parent);
    }

    public void Fail(CellFailure failure) => publish("error", BundleJson.Error(failure), parent);

    private static JsonObject Content(MimeBundle bundle, string name, JsonNode value) => new()
    {
        ["data"] = BundleJson.Data(bundle),
        ["metadata"] = BundleJson.Metadata(bundle),
        [name] = value,
    };
}
