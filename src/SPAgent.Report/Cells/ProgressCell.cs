namespace SPAgent;

/// <summary>How far a run is, as a bar of three parts: what was there, what this run wrote, what failed.</summary>
internal static class ProgressCell
{
    public static MimeBundle Of(RunProgress progress)
    {
        double total = Math.Max(1, progress.Total);
        Html bar =
            Html.Of(
                $"<div class=\"gauge\" role=\"progressbar\" aria-valuemin=\"0\" aria-valuemax=\"{progress.Total}\" aria-valuenow=\"{progress.Ended}\">{Part("earlier", progress.Earlier / total)}{Part("done", progress.Done / total)}{Part("failed", progress.Failed / total)}</div>");
        return MimeBundle.Html(
            CellStyle.Frame(
                Html.Of(
                    $"{bar}<p><b>{progress.Ended:N0} of {progress.Total:N0}</b> <span class=\"soft\">{Rest(progress)}</span></p>")), progress.ToString());
    }

    private static Html Part(string name, double share) =>
        share == 0 ? Html.Empty : Html.Of($"<i class=\"{name}\" style=\"width:{share * 100:0.##}%\"></i>");

    // The line of the terminal, whose first word is the bar's own.
    private static string Rest(RunProgress progress) =>
        progress.ToString() is var line ? line[(line.IndexOf('·', StringComparison.Ordinal) + 2)..] : "";
}
