namespace SPAgent;

/// <summary>The pictures of a replayed trace in a row, each with the tool that made it and whether it is what the model
/// saw.</summary>
internal static class ReplayStrip
{
    private const int MostSteps = 100;

    public static MimeBundle Of(IEnumerable<ReplayStep> steps)
    {
        ReplayStep[] taken = [.. steps.Take(MostSteps + 1)], shown = [.. taken.Take(MostSteps)];
        bool isMore = taken.Length > MostSteps;
        Html[] pictures =
            [.. shown.Select(step => ImageGrid.Picture(step.Image, Caption(step), shown.Length == 1 ? 400 : 240))];
        return MimeBundle.Html(CellStyle.Frame(Html.Join([PageParts.Shots(pictures), PageParts.More(isMore)])),
            string.Join('\n', shown.Select(Line)) + (isMore ? "\n… and more" : ""));
    }

    private static Html Caption(ReplayStep step) =>
        Html.Of(
            $"<b>{(step.Tool is null ? "the row's picture" : $"turn {step.Turn} · {step.Tool}")}</b><br>{step.Image.Width} × {step.Image.Height} · {PageTrace.Verdict(step.Verdict, step.Detail)}");

    private static string Line(ReplayStep step) =>
        TerminalText.Line(
            $"turn {step.Turn}  {step.Tool ?? "(the row's picture)"}  {step.Image.Width}x{step.Image.Height}  {step.Verdict}{(step.Detail is null ? "" : $"  {step.Detail}")}");
}
