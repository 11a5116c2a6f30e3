using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>What is about to run, and what came of an export or a call.</summary>
internal static class RunCells
{
    public static MimeBundle Of(ExportReport report)
    {
        Html strip = PageOverview.Strip(
            PageOverview.Cell("Rows", "rows", report.Rows),
            PageOverview.Cell("For validation", "validation_rows", Some(report.ValidationRows)),
            PageOverview.Cell("Pictures", "images", report.Images),
            PageOverview.Cell("Refused", "refused_count", report.RefusedCount),
            PageOverview.Cell("Filtered out", "filtered", Some(report.Filtered)),
            PageOverview.Cell("Duplicates", "duplicates", Some(report.Duplicates)),
            PageOverview.Cell("Without proof", "unproved", Some(report.Unproved)),
            PageOverview.Cell("With failed calls", "with_failed_calls", Some(report.WithFailedCalls)));
        string about = report.Published ? report.Format
            : $"{report.Format}: nothing was written, since rows were refused";
        Html refused =
            PageOverview.List(report.Refused.Take(50)
                .Select(
                    one =>
                        Html.Of(
                            $"<li><b class=\"warn\">refused</b> <span class=\"soft\">{one.Source}{(one.Turn is { } turn ? $", turn {turn}" : "")}</span><br>{one.Reason}</li>")));
        Html more = Html.If(report.RefusedCount > 50,
            () => Html.Of($"<p class=\"soft\">… {report.RefusedCount - 50:N0} more refused</p>"));
        Html files =
            Html.If(report.Files.Count > 0,
                () => PageOverview.Table("Files", ["file", "bytes"], report.Files.Take(50)
                    .Select(file => new Html[] { Html.Text(file.Path), Html.Of($"{file.Bytes:N0}") })));
        return MimeBundle.Html(
            CellStyle.Frame(
                Html.Join([FactsCell.Head(Path.GetFileName(report.Output), about), strip, refused, more, files])),
                    TerminalText.Text(report.ToString()));
    }

    public static MimeBundle Of(DistillationRun run) =>
        FactsCell.Of("Distillation", "not run by being shown: await run.ExecuteAsync(Progress.Bar())",
    [
        ("model", ModelName.Of(run.Model)), ("dataset", run.Dataset), ("traces go to", Path.GetFileName(run.Folder)),
        ("samples", run.Options.Samples),
        ("workers", run.Options.MaxWorkers), ("turns", run.Options.MaxTurns), ("tools", run.Options.Tools),
        ("reward", run.Options.Reward), ("prompt", run.Options.Prompt),
    ]);

    public static MimeBundle Of(CollectionRun run) =>
        FactsCell.Of("Collection run", "not run by being shown: await run.ExecuteAsync(Progress.Bar())",
    [
        ("model", run.Agent.ModelName), ("tools", run.Agent.Tools), ("questions", run.Questions.Count),
        ("workers", run.Options.MaxWorkers), ("iterations", run.Options.MaxIterations),
    ]);

    public static MimeBundle Of(SpatialAgent agent) => FactsCell.Of("Agent", "await agent.SolveAsync(image, question)",
        [("model", agent.ModelName), ("tools", agent.Tools),
            ("sessions go to", agent.Collector is { } collector
                ? Path.GetFileName(Path.TrimEndingDirectorySeparator(collector.Path)) : "nowhere")]);

    public static MimeBundle Of(IChatClient model) =>
        FactsCell.Of("Model", "",
            [("name", ModelName.Of(model)),
                ("provider", (model.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.ProviderName)]);

    public static MimeBundle Of(AgentMemory memory) =>
        FactsCell.Of("Memory", TerminalText.Count(memory.Exchanges.Count, "question"),
        memory.Exchanges.Select(one => (one.Question, (object?)(one.Answer ?? "no answer"))));

    public static MimeBundle Of(ImageToolResult result) =>
        Of(result.Success ? "worked" : "failed", result.Success, result.Message, result.Image, "");

    /// <summary>What came of a call: its state, what it said, the picture that it made, and what it printed.</summary>
    public static MimeBundle Of(string state, bool success, string? message, RasterImage? image, string log)
    {
        Html said = Html.If(message is { Length: > 0 },
            () => Html.Of($"<p class=\"{(success ? "soft" : "bad")}\" dir=\"auto\">{PageParts.Cut(message!)}</p>"));
        Html printed = Html.If(log.Length > 0, () => PageParts.Details("What it printed", log));
        Html picture = Html.If(image is not null,
            () => PageParts.Shots(ImageGrid.Picture(image!, Html.Of($"{image!.Width} × {image.Height}"), 400)));
        string text =
            string.Join(", ",
                ((string?[])[state, image is null ? null : $"picture of {image.Width}x{image.Height}", message]).Where(
                    part => part is { Length: > 0 }));
        return MimeBundle.Html(
            CellStyle.Frame(
                Html.Of($"<p><b class=\"{(success ? "good" : "bad")}\">{state}</b></p>{said}{picture}{printed}")),
                    TerminalText.Text(text));
    }

    private static double? Some(int count) => count > 0 ? count : null;
}
