using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>What an export says of itself, its manifest and its dataset card, held against what is there.</summary>
internal sealed partial class ExportManifest(string root, string path)
{
    private const string InFolder = "spagent-export.json", BesideFile = ".manifest.json", Card = "README.md",
        CardBesideFile = ".card.md";
    private const int MostImages = 20;

    private readonly string _folder = Path.GetDirectoryName(path)!;

    /// <summary>The card of the same export.</summary>
    private string CardPath =>
        Path.GetFileName(path) == InFolder ? Path.Combine(_folder, Card) : path[..^BesideFile.Length] + CardBesideFile;

    public static bool Accepts(string path) =>
        Path.GetFileName(path) == InFolder || path.EndsWith(BesideFile, StringComparison.Ordinal);

    public IEnumerable<Finding> Check(CancellationToken cancellationToken)
    {
        JsonElement manifest;
        try
        {
            manifest = JsonText.Parse(File.ReadAllBytes(path));
        }
        catch (Exception broken) when (broken is JsonException or IOException or UnauthorizedAccessException)
        {
            return [Found("unreadable", Severity.Warning, path, $"The manifest can't be read: {broken.Message}")];
        }

        // A manifest of another program is none of ours.
        return Whole(manifest, "rows") is long rows && Items(manifest, "files").Any()
            ? Look(manifest, rows, cancellationToken) : [];
    }

    private IEnumerable<Finding> Look(JsonElement manifest, long rows, CancellationToken cancellationToken)
    {
        foreach (JsonElement file in Items(manifest, "files"))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (RowText.Of(file, "path") is not { } name || Inside(name) is not { } full) continue;
            if (!File.Exists(full))
                yield return Found("export_changed", Severity.Error, full,
                    "The manifest names it, and it is not there.");
            else if (Whole(file, "bytes") is long bytes && new FileInfo(full).Length != bytes)
                yield return Found("export_changed", Severity.Error, full,
                    $"The manifest says {bytes:N0} bytes, it has {new FileInfo(full).Length:N0}.");
            else if (RowText.Of(file, "sha256") is { } sha256 && Sha256(full) != sha256)
                yield return Found("export_changed", Severity.Error, full,
                    "Its content is not the one of the manifest.");
        }

        string[] lost = [.. Items(manifest, "images")
            .Where(image => RowText.Of(image, "path") is { } name && Inside(name) is { } full
            && !(File.Exists(full) && (Whole(image, "bytes") is not long bytes || new FileInfo(full).Length == bytes)))
                .Select(image => RowText.Of(image, "path")!)];
        if (lost.Length > 0)
            yield return Found("export_changed", Severity.Error, path,
                $"{TerminalText.Count(lost.Length, "picture")} of "
                + $"the export are gone or changed, the first is {QualityCheck.Quote(lost[0])}.",
                [.. lost.Take(MostImages)]);

        bool named = Items(manifest, "files").Any(file => RowText.Of(file, "path") == Path.GetFileName(CardPath));
        if (!File.Exists(CardPath))
        {
            if (!named) yield return Found("dataset_card", Severity.Warning, path, "The dataset card is missing.");
        }
        else if (RowsOfCard() is not long stated)
            yield return Found("dataset_card", Severity.Warning, CardPath, "It does not say how many rows there are.");
        else if (stated != rows)
            yield return Found("dataset_card", Severity.Warning, CardPath,
                $"It says {TerminalText.Count(stated, "row")}, the export has {rows:N0}.");
    }

    // "- rows: 1,204 for training, 63 for validation"
    private long? RowsOfCard()
    {
        Match line = RowLine().Match(File.ReadAllText(CardPath, Encoding.UTF8));
        return line.Success ? Numbers().Matches(line.Value)
            .Sum(number => long.Parse(number.Value.Replace(",", "", StringComparison.Ordinal),
                CultureInfo.InvariantCulture)) : null;
    }

    // A manifest may come from elsewhere: its paths stay in its folder.
    private string? Inside(string name)
    {
        string full = Path.GetFullPath(Path.Combine(_folder, name));
        return full.StartsWith(Path.GetFullPath(_folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full : null;
    }

    private Finding Found(string check, Severity severity, string place, string what, params string[] evidence) => new()
    {
        Check = check,
        Severity = severity,
        Place = Path.GetRelativePath(root, place).Replace('\\', '/'),
        What = what,
        Remedy = "Export it again.",
        Evidence = evidence,
    };

    private static string Sha256(string file)
    {
        using FileStream content = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    /// <summary>The files or the pictures that a manifest names.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement manifest, string name) =>
        manifest.ValueKind == JsonValueKind.Object && manifest.TryGetProperty(name, out JsonElement items)
            && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object) : [];

    private static long? Whole(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement number)
            && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out long whole) ? whole : null;

    [GeneratedRegex(@"^- rows: .*$", RegexOptions.Multiline)]
    private static partial Regex RowLine();

    [GeneratedRegex(@"[0-9][0-9,]{0,18}")]
    private static partial Regex Numbers();
}
