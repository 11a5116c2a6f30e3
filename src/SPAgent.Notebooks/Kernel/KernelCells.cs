using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Notebooks;

/// <summary>Answers the requests that run a cell, and interrupts the one that runs.</summary>
internal sealed class KernelCells
{
    private readonly Task<CellEngine> _engine;
    private readonly Action<string, JsonObject, byte[]?> _publish;
    private readonly KernelCharts _charts;
    private readonly Lock _lock = new();
    private CancellationTokenSource? _running;
    private byte[]? _request;
    private int _count;

    public KernelCells(Task<CellEngine> engine, Action<string, JsonObject, byte[]?> publish)
    {
        (_engine, _publish) = (engine, publish);
        _charts = new KernelCharts(publish, () => _request);
    }

    /// <summary>Stops the running cell; nothing happens when none runs.</summary>
    public void Interrupt()
    {
        lock (_lock) _running?.Cancel();
    }

    /// <summary>Runs the cell; what it shows is published before the answer is returned.</summary>
    public async Task<(JsonObject Reply, bool StopsQueue)> ExecuteAsync(KernelMessage request, KernelInput.Asker ask)
    {
        string code = request.Text("code");
        bool isSilent = request.Flag("silent", otherwise: false);
        int count = isSilent || !request.Flag("store_history", otherwise: true) ? _count : ++_count;
        if (!isSilent)
            _publish("execute_input", new JsonObject { ["code"] = code, ["execution_count"] = count }, request.Header);
        var output = new KernelOutput(_publish, request.Header, request.Flag("allow_stdin", otherwise: true) ? ask
            : null, _charts);
        _request = request.Header;
        CellResult result = await RunAsync(code, $"cell {count}", output, isSilent ? null : count)
            .ConfigureAwait(false);
        if (result.Failure is not { } failure)
        {
            return (new JsonObject
            {
                ["status"] = "ok",
                ["execution_count"] = count,
                ["payload"] = new JsonArray(),
                ["user_expressions"] = Expressions(request),
            }, false);
        }

        output.Fail(failure);
        JsonObject reply = BundleJson.Error(failure);
        reply["status"] = "error";
        reply["execution_count"] = count;
        return (reply, request.Flag("stop_on_error", otherwise: true));
    }

    private async Task<CellResult> RunAsync(string code, string name, KernelOutput output, int? shownAs)
    {
        using var interrupt = new CancellationTokenSource();
        lock (_lock) _running = interrupt;
        try
        {
            CellEngine ready = await _engine.ConfigureAwait(false);
            CellResult result = await ready.RunAsync(code, name, output, interrupt.Token).ConfigureAwait(false);
            if (result.Value is { } value && shownAs is { } count) output.Result(value, count);
            return result;
        }
        catch (OperationCanceledException)
        {
            return new CellResult(null, CellFailures.Interruption(name, "the cell was stopped before it began."));
        }
        catch (Exception failure)
        {
            // There is no engine, or the result has a look that is made only here, and can't be.
            return new CellResult(null, CellFailures.Exception(failure, name));
        }
        finally
        {
            lock (_lock) _running = null;
            _request = null;
        }
    }

    private static JsonObject Expressions(KernelMessage request)
    {
        var answers = new JsonObject();
        if (!request.Content.TryGetProperty("user_expressions", out JsonElement asked)
            || asked.ValueKind != JsonValueKind.Object) return answers;
        foreach (JsonProperty expression in asked.EnumerateObject())
        {
            answers[expression.Name] = new JsonObject
            {
                ["status"] = "error",
                ["ename"] = "NotSupported",
                ["evalue"] = "user_expressions are not evaluated; run a cell instead.",
                ["traceback"] = new JsonArray(),
            };
        }

        return answers;
    }
}
