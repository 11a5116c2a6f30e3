using System.Globalization;
using System.Text;

namespace SPAgent;

/// <summary>What programs read of a card: licence, files, columns and rows of each split, as the Hub has it.</summary>
internal static class CardFrontMatter
{
    public static void Write(
        StringBuilder text, TrainingFormat format, string? licence, IReadOnlyList<ExportedSplit> splits,
        IReadOnlyList<TableField> columns)
    {
        ExportedSplit[] filled = [.. splits.Where(split => split.Rows > 0)];
        text.Append("---\n").Append(CultureInfo.InvariantCulture, $"license: {Quoted(licence ?? "unknown")}\n");
        if (format.IsFolder && format.NamesItsFiles && filled.Length > 0) Configs(text, filled);
        if (filled.Length > 0)
        {
            text.Append("dataset_info:\n");
            if (columns.Count > 0)
            {
                text.Append("  features:\n");
                HubSchema.Yaml(text, columns, 2);
            }

            text.Append("  splits:\n");
            foreach (ExportedSplit split in filled)
            {
                text.Append(CultureInfo.InvariantCulture, $"  - name: {split.Name}\n    num_bytes: {Bytes(split)}\n");
                text.Append(CultureInfo.InvariantCulture, $"    num_examples: {split.Rows}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"  download_size: {filled.Sum(Bytes)}\n");
            text.Append(CultureInfo.InvariantCulture, $"  dataset_size: {filled.Sum(Bytes)}\n");
        }

        text.Append("---\n\n");
    }

    private static void Configs(StringBuilder text, ExportedSplit[] splits)
    {
        text.Append("configs:\n- config_name: default\n  data_files:\n");
        foreach (ExportedSplit split in splits)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - split: {split.Name}\n    path: {Pattern(split)}\n");
        }
    }

    // One file by its name, several by what their names begin and end with.
    private static string Pattern(ExportedSplit split)
    {
        string first = split.Files[0].Path;
        if (split.Files.Count == 1) return first;
        return $"{first[..(first.IndexOf('-', StringComparison.Ordinal) + 1)]}*{Path.GetExtension(first)}";
    }

    private static long Bytes(ExportedSplit split) => split.Files.Sum(file => file.Bytes);

    private static string Quoted(string value) =>
        value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.') ? value
            : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings(" ")}\"";
}
