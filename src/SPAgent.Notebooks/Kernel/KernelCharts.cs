using System.Text.Json.Nodes;

namespace SPAgent.Notebooks;

/// <summary>
/// Charts in a live notebook: each is shown at once, drawn by the page itself, and gets its picture as an update of the
/// same output, many of them from one browser. plotly.js goes out with the first of them; the update takes it out of
/// what is stored, and the page keeps it.
/// </summary>
/// <param name="publish">Sends a message to all front ends.</param>
/// <param name="current">The request whose cell runs; a client that runs notebooks hears only what belongs to
/// it.</param>
internal sealed class KernelCharts(Action<string, JsonObject, byte[]?> publish, Func<byte[]?> current)
{
    // Long enough for a page to have run the script that the update takes away.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);
    private bool _isScriptSent;
    private bool _isDrawing;
    private bool _isTold;

    private sealed record Waiting(JsonObject Data, JsonObject Metadata, byte[] Parent);

    /// <summary>Shows a chart; false for a bundle that is none, or has its picture.</summary>
    public bool TryShow(MimeBundle bundle, string displayId, bool update, byte[] parent)
    {
        JsonObject? data = bundle.Types.Contains(ChartPictures.Chart) ? BundleJson.Data(bundle) : null;
        if (data is null || !ChartPictures.IsWanted(data) || data["text/html"] is not null)
        {
            // What stood there before may be a chart whose picture is still being drawn.
            lock (_lock) _waiting.Remove(displayId);
            return false;
        }

        JsonObject metadata = BundleJson.Metadata(bundle);
        lock (_lock)
        {
            JsonObject first = (JsonObject)data.DeepClone();
            first["text/html"] = (_isScriptSent || !Resources.HasPlotly ? "" : $"<script>{Resources.Plotly}</script>\n")
                + Markup(data, displayId);
            _isScriptSent = true;
            Publish(update, first, metadata, displayId, parent);
            _waiting[displayId] = new Waiting(data, metadata, parent);
            if (!_isDrawing) _ = Task.Run(DrawAsync);
            _isDrawing = true;
        }

        return true;
    }

    private async Task DrawAsync()
    {
        while (true)
        {
            KeyValuePair<string, Waiting>[] taken;
            lock (_lock)
            {
                taken = [.. _waiting];
                _isDrawing = taken.Length > 0;
                if (!_isDrawing) return;
            }

            string? problem =
                await ChartPictures.AddAsync([.. taken.Select(chart => (chart.Value.Data, chart.Value.Metadata))],
                    CancellationToken.None).ConfigureAwait(false);
            if (problem is not null) await TellAsync(problem, taken[0].Value.Parent).ConfigureAwait(false);
            lock (_lock)
            {
                foreach ((string id, Waiting chart) in taken)
                {
                    // A chart that has changed meanwhile gets the picture of what it is now, or none.
                    if (!_waiting.TryGetValue(id, out Waiting? now) || !ReferenceEquals(now, chart)) continue;
                    _waiting.Remove(id);
                    chart.Data["text/html"] = Markup(chart.Data, id);
                    Publish(update: true, chart.Data, chart.Metadata, id, current() ?? chart.Parent);
                }
            }
        }
    }

    private async Task TellAsync(string problem, byte[] parent)
    {
        if (!_isTold) publish("stream", new JsonObject { ["name"] = "stderr", ["text"] = problem + "\n" }, parent);
        _isTold = true;
        await Task.Delay(s_pause).ConfigureAwait(false);
    }

    private void Publish(bool update, JsonObject data, JsonObject metadata, string displayId, byte[] parent) => publish(
        update ? "update_display_data" : "display_data",
        new JsonObject
        {
            ["data"] = data,
            ["metadata"] = metadata.DeepClone(),
            ["transient"] = new JsonObject { ["display_id"] = displayId }
        },
        parent);

    private static string Markup(JsonObject data, string displayId)
    {
        (string json, int width, _) = ChartPictures.Source(data);
        return FigureCell.Markup("chart-" + displayId, json, (string?)data["text/plain"] ?? "", width,
            (string?)data["image/png"]);
    }
}
