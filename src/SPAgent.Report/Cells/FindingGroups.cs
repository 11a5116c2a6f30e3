using System.Globalization;

namespace SPAgent;

/// <summary>The findings of a report by check: each folds, links to where it was found, and shows the pictures that it
/// is about.</summary>
internal static class FindingGroups
{
    private const int MostOfGroup = 40, PicturesOfGroup = 6, PictureWidthPx = 120;

    private static readonly string[] s_pictures = [".jpg", ".jpeg", ".png", ".webp"];

    public static Html Of(QualityReport report)
    {
        IEnumerable<Html> groups = report.Findings.GroupBy(finding => (finding.Severity, finding.Check))
            .OrderByDescending(group => group.Key.Severity).ThenBy(group => group.Key.Check, StringComparer.Ordinal)
            .Select((group, i) => Group(report, group.Key.Severity, group.Key.Check, [.. group], isOpen: i == 0));
        return Html.Of($"<div>{Html.Join(groups)}</div>");
    }

    private static Html Group(QualityReport report, Severity severity, string check, Finding[] findings, bool isOpen)
    {
        string[] remedies = [.. findings.Select(finding => finding.Remedy).Distinct()];
        Html remedy = Html.If(remedies.Length == 1, () => Html.Of($" <span class=\"soft\">{remedies[0]}</span>"));
        Html items = Html.Join(
            findings.Take(MostOfGroup).Select(finding => Item(report, finding, withRemedy: remedies.Length > 1)));
        Html more =
            Html.If(findings.Length > MostOfGroup,
                () =>
                    Html.Of(
                        $"<p class=\"soft\">… {(findings.Length - MostOfGroup).ToString("N0", CultureInfo.InvariantCulture)} more; ToTable() has them all.</p>"));
        Html pictures = PageParts.Shots(
            [.. findings.Select(finding => Picture(report, finding)).OfType<Html>().Take(PicturesOfGroup)]);
        return
            Html.Of(
                $"<details class=\"group\"{new Html(isOpen ? " open" : "")}><summary><b class=\"{PageParts.Colour(severity)}\">{check.Replace('_', ' ')}</b> {findings.Length:N0}{remedy}</summary><ul class=\"findings\">{items}</ul>{more}{pictures}</details>");
    }

    private static Html Item(QualityReport report, Finding finding, bool withRemedy)
    {
        string turn = finding.Turn is int number ? $", turn {number}" : "";
        Html place = Link(report, finding.Place) is { } link ? Html.Of($"<a href=\"{link}\">{finding.Place}</a>")
            : Html.Text(finding.Place);
        return
            Html.Of(
                $"<li>{place}<span class=\"soft\">{turn}</span> {finding.What}{Html.If(withRemedy, () => Html.Of($" <span class=\"soft\">{finding.Remedy}</span>"))}</li>");
    }

    // Only a path that is relative, as the notebook's own is: another would be one of this machine.
    private static string? Link(QualityReport report, string place) =>
        !Path.IsPathRooted(report.Path) && Existing(report, place) is not null
        ? string.Join('/', report.Path.Split('/', '\\').Concat(place.Split('/')).Where(part => part.Length > 0)
            .Select(Uri.EscapeDataString)) : null;

    private static Html? Picture(QualityReport report, Finding finding)
    {
        string? place = finding.Evidence.Prepend(finding.Place)
            .FirstOrDefault(path => s_pictures.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase));
        if (place is null || Existing(report, place) is not { } file) return null;
        try
        {
            return ImageGrid.Picture(RasterImage.Load(file).Upright(), Html.Text(place), PictureWidthPx);
        }
        catch (Exception broken) when (broken is ImageException or IOException or UnauthorizedAccessException
            or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    // A place is a name from the disk, or from a file that is not trusted: it stays inside of what was checked.
    private static string? Existing(QualityReport report, string place)
    {
        if (place.Contains('\0') || report.Path.Length == 0) return null;
        string root = Path.GetFullPath(report.Path), file = Path.GetFullPath(Path.Combine(root, place));
        return file.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) && Path.Exists(file)
            ? file : null;
    }
}
