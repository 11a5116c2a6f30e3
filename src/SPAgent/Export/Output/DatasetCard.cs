using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>What goes along with an export: a card for people, a manifest for programs.</summary>
internal static class DatasetCard
{
    public static byte[] Card(
        TrainingFormat format, IExportSource source, ExportOptions options, IEnumerable<string> models,
        ExportReport report,
        ExportSizes sizes, IReadOnlyList<ExportedSplit> splits, IReadOnlyList<TableField> columns)
    {
        StringBuilder text = new();
        CardFrontMatter.Write(text, format, options.Licence, splits, columns);
        string task = options.Task == TrainingTask.Sft ? "" : $", {TaskOptions.Name(options.Task)}";
        text.Append($"# Training data ({format.Name}{task})\n\n");
        Line(text, "rows", $"{report.Rows - report.ValidationRows:N0} for training"
            + (report.ValidationRows > 0 ? $", {report.ValidationRows:N0} for validation"
                : options.ValidationShare > 0 ? ", none drawn for validation" : ""));
        Line(text, "pictures", format.EmbedsImages ? "inside the rows" : $"{report.Images:N0} files");
        Line(text, "source",
            $"{source.Items} of `{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source.Location)))}`");
        Line(text, "model", string.Join(", ", models) is { Length: > 0 } names ? names : "not recorded");
        Line(text, "licence", options.Licence ?? "unknown; `--licence` names one");
        Line(text, "filters", string.Join(", ", [.. source.Filters, .. Filters(options)]) is { Length: > 0 } filters ? filters : "none");
        Line(text, "left out",
            $"{report.Filtered:N0} by the filters, {report.Duplicates:N0} duplicates, {report.RefusedCount:N0} refused");
        if (report.WithoutPair is { Count: > 0 } none)
            Line(text, "rows of the dataset without a pair", ExportReport.Reasons(none));
        if (report.BetterAnswers > 0)
            Line(text, "better answers", $"{TerminalText.Count(report.BetterAnswers, "row")} with an answer that a person gave");
        if (report.LabelledDrop > 0)
        {
            Line(text, "labelled drop",
                $"{TerminalText.Count(report.LabelledDrop, "row")}; `--without-label drop` leaves them out");
        }

        if (report.Unproved > 0)
            Line(text, "unproved",
                $"{report.Unproved:N0} rows whose pictures were brought back by replay and that no recorded hash proves");
        if (report.WithFailedCalls > 0)
        {
            string learnt = format == TrainingFormat.Swift ? "whose messages carry `\"loss\": false`"
                : "which are learnt like any other; `--without-failed-calls` leaves such rows out";
            Line(text, "failed calls", $"{report.WithFailedCalls:N0} rows with tool calls that failed, {learnt}");
        }

        text.Append($"\n{format.UsageFor(options.Task)}\n");
        if (report.Rows > 0 && format.Settings(sizes) is { } settings) text.Append($"\nSet {settings}.\n");
        Made(text, source, options);
        if (report.Refused.Count > 0) text.Append("\n## Refused\n\n");
        foreach (ExportRefusal refusal in report.Refused.Take(50))
            text.Append("- ").Append(refusal.ToString().ReplaceLineEndings(" ")).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static byte[] Manifest(IExportSource source, ExportOptions options, IEnumerable<string> models,
        ExportReport report, IReadOnlyDictionary<string, long> images) =>
        CompactJson.Of(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("format", report.Format);
            writer.WriteString("source", source.Items);
            Strings(writer, "models", models);
            Strings(writer, "filters", [.. source.Filters, .. Filters(options)]);
            writer.WriteNumber("rows", report.Rows);
            writer.WriteNumber("validation_rows", report.ValidationRows);
            writer.WriteNumber("refused", report.RefusedCount);
            Files(writer, report.Files, images);
            writer.WriteEndObject();
        }, JsonSettings.Indented);

    /// <summary>The members of a manifest that name files and pictures, by which they are checked.</summary>
    public static void Files(
        Utf8JsonWriter writer, IReadOnlyList<ExportedFile> files, IReadOnlyDictionary<string, long> images)
    {
        writer.WriteStartArray("files");
        foreach (ExportedFile file in files) File(writer, file.Path, file.Bytes, "sha256", file.Sha256);
        writer.WriteEndArray();
        writer.WriteStartArray("images");
        foreach ((string path, long bytes) in images)
            File(writer, path, bytes, "sha256_start", Path.GetFileNameWithoutExtension(path));
        writer.WriteEndArray();
    }

    /// <summary>A line of a card.</summary>
    public static void Line(StringBuilder text, string name, string value) =>
        text.Append("- ").Append(name).Append(": ").Append(value.ReplaceLineEndings(" ")).Append('\n');

    private static void Made(StringBuilder text, IExportSource source, ExportOptions options)
    {
        KeyValuePair<string, string>[] origin = [.. source.Origin()];
        if (origin.Length > 0) text.Append("\n## How it was made\n\n");
        foreach ((string name, string value) in origin) Line(text, name, value);
        if (options.Command is { } command) text.Append($"\n## Command\n\n    {command.ReplaceLineEndings(" ")}\n");
    }

    private static IEnumerable<string> Filters(ExportOptions options)
    {
        if (options.Success is { } success) yield return success ? "successful only" : "unsuccessful only";
        if (options.Solved) yield return $"successes only ({options.SuccessWhen ?? SuccessRule.Default})";
        if (options.MinReward is { } reward) yield return $"reward ≥ {reward}";
        if (options.PerRow is { } best) yield return best == 1 ? "best of each row" : $"best {best} of each row";
        if (options.MinMargin is { } margin) yield return options.Task == TrainingTask.Dpo
            ? $"rewards of a pair differ by {margin} or more" : $"reward ≥ worst of the row + {margin}";
        if (options.MaxSimilar is { } similar) yield return $"similarity within a row ≤ {similar}";
        if (options.UsesTools is { } tools) yield return tools ? "with tool calls" : "without tool calls";
        if (options.MaxTokens is { } tokens) yield return $"tokens ≤ {tokens}";
        if (options.MinTurns is { } least) yield return $"turns ≥ {least}";
        if (options.MaxTurns is { } most) yield return $"turns ≤ {most}";
        if (options.Ids is { } ids) yield return $"{ids.Count} ids";
        if (options.WithoutFailedCalls) yield return "without failed calls";
        if (options.BoxUnits is { } units) yield return $"boxes in {units.ToString().ToLowerInvariant()}";
        if (options.LossOn == LossScope.Final) yield return "loss on the final reply only";
        if (options.Task == TrainingTask.Dpo) yield return $"pairs: {options.Pairs.ToString().ToLowerInvariant()}";
        if (options.UseBetterAnswers) yield return "better answers of labels";
        if (options.RequireProof) yield return "pictures proved by hashes";
        if (options.Deduplicate) yield return "duplicates left out";
        if (options.ValidationShare > 0)
            yield return $"validation share {options.ValidationShare}, seed {options.Seed}";
    }

    private static void File(Utf8JsonWriter writer, string path, long bytes, string hashName, string hash)
    {
        writer.WriteStartObject();
        writer.WriteString("path", path);
        writer.WriteNumber("bytes", bytes);
        writer.WriteString(hashName, hash);
        writer.WriteEndObject();
    }

    private static void Strings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values) writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
