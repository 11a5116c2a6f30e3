using System.Text;

namespace SPAgent;

/// <summary>
/// Writes datasets in another form: as Parquet in the Hub's layout, or as an image folder. Rows, their order and the
/// bytes of their pictures stay as they are.
/// </summary>
public static class DatasetConversion
{
    private const string Default = "train";

    /// <summary>
    /// Writes a dataset. The output appears when all of it is there; a row that can't be read ends the conversion, and
    /// what was there before stays.
    /// </summary>
    /// <param name="splits">
    /// The dataset, a part for each of its splits. A single part without a name becomes <c>train</c>.
    /// </param>
    /// <param name="output">The folder to write; an earlier conversion or export of the same form is replaced.</param>
    /// <param name="format">
    /// <see cref="TrainingFormat.Parquet"/>: <c>data/train-00000-of-00001.parquet</c> and a README;
    /// <see cref="TrainingFormat.ImageFolder"/>: a folder for each split with <c>metadata.jsonl</c> and
    /// <c>images/</c>, where a picture is named by the hash of its content and the name of a label stands for its
    /// number.
    /// </param>
    /// <param name="cancellationToken">Stops between two rows; nothing is left behind.</param>
    /// <exception cref="ArgumentException">It is another format, or no dataset is given.</exception>
    /// <exception cref="DatasetException">
    /// There are no rows, a row or a picture can't be read, or a column can't be written in this form; the message
    /// names it.
    /// </exception>
    /// <exception cref="IOException">The output can't be written, or something else is there.</exception>
    /// <remarks>
    /// The dataset is read twice: at first without its pictures, to tell the type of each column. Whole numbers become
    /// those of 64 bits, decimals become texts, NaN and infinity become null. A split without rows is left out.
    /// </remarks>
    public static DatasetConversionReport Write(
        IReadOnlyList<ImageDataset> splits, string output, TrainingFormat format,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(splits);
        ArgumentException.ThrowIfNullOrEmpty(output);
        if (format != TrainingFormat.Parquet && format != TrainingFormat.ImageFolder)
        {
            string known = $"{TrainingFormat.Parquet} or {TrainingFormat.ImageFolder}";
            throw new ArgumentException($"A dataset is written as {known}, not as {format}.", nameof(format));
        }

        if (splits.Count == 0) throw new ArgumentException("No dataset is given.", nameof(splits));
        string path = splits[0].Path;
        splits = [.. splits.Where(split => split.Count > 0)];
        if (splits.Count == 0) throw new DatasetException(path, "it has no rows, so there is nothing to write.");
        string[] names = [.. splits.Select(split => Name(split, splits.Count, format))];
        IReadOnlyList<TableField> columns = ConvertedColumns.Of(splits, cancellationToken);
        if (!format.EmbedsImages) MetadataKeys.Check(columns, path);
        ConvertedRows rows = new(columns, namesFiles: !format.EmbedsImages);
        using ExportStaging place = ExportStaging.Begin(output, format);
        List<ExportedSplit> written = [];
        for (int i = 0; i < splits.Count; i++)
            written.Add(Write(splits[i], names[i], format, place, rows, cancellationToken));
        DatasetConversionReport report =
            new(place.Target, written.Sum(split => split.Rows), rows.Pictures);
        ExportedFile card = place.Write(place.Card, Card(splits[0], format, written, report, columns));
        ExportedFile[] files = [.. written.SelectMany(split => split.Files), card];
        place.Write(place.Manifest, Manifest(format, report, files, rows));
        cancellationToken.ThrowIfCancellationRequested();
        place.Publish();
        return report;
    }

    private static ExportedSplit Write(
        ImageDataset split, string name, TrainingFormat format, ExportStaging place, ConvertedRows rows,
        CancellationToken cancellationToken)
    {
        using RowSink sink = format.Open(place, name);
        foreach (DatasetRow row in split.Rows())
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                (byte[] text, RenderedRow rendered) = rows.Render(row);
                sink.Write(text, rendered);
                if (!format.EmbedsImages) rows.Place(rendered, place, place.ImageFolder(name));
            }
            catch (InvalidDataException error)
            {
                throw new DatasetException(split.Path, $"row {row.Index}: {error.Message}", error) { Row = row.Index };
            }
        }

        IReadOnlyList<ExportedFile> files = sink.Finish();
        return new(name, sink.Rows, files);
    }

    // Names of splits become names of files or folders, and readers must find the same splits in them again.
    private static string Name(ImageDataset part, int parts, TrainingFormat format)
    {
        string name = part.Split ?? Default;
        if (format == TrainingFormat.ImageFolder && !SplitNames.Order.Contains(name))
        {
            if (parts == 1) return Default;
            string known = string.Join(", ", SplitNames.Order);
            throw new DatasetException(part.Path,
                $"the folders of an image folder tell the splits {known}, not \"{name}\". Convert each split by itself "
                + "(--split), or convert to parquet.");
        }

        if (name is not ("" or ['.', ..])
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.'))
        {
            return name;
        }

        throw new DatasetException(part.Path,
            $"the split \"{name}\" can't be the name of a file: letters, digits, _ and . can.");
    }

    private static byte[] Card(
        ImageDataset dataset, TrainingFormat format, List<ExportedSplit> splits, DatasetConversionReport report,
        IReadOnlyList<TableField> columns)
    {
        StringBuilder text = new();
        CardFrontMatter.Write(text, format, licence: null, splits, format.EmbedsImages ? columns : []);
        text.Append($"# Dataset ({format})\n\n");
        DatasetCard.Line(text, "rows", $"{report.Rows:N0}");
        DatasetCard.Line(text, "splits", string.Join(", ", splits.Select(split => $"{split.Name} ({split.Rows:N0})")));
        DatasetCard.Line(text, "pictures", format.EmbedsImages ? "inside the rows" : $"{report.Images:N0} files");
        DatasetCard.Line(text, "converted from", $"`{Path.GetFileName(dataset.Path)}` ({dataset.Kind})");
        string load = format.EmbedsImages ? "\"this folder\"" : "\"imagefolder\", data_dir=\"this folder\"";
        text.Append($"\n`load_dataset({load})`: {string.Join(", ", columns.Select(column => column.Name))}.\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Manifest(
        TrainingFormat format, DatasetConversionReport report, ExportedFile[] files, ConvertedRows rows) =>
        CompactJson.Of(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("format", format.Name);
            writer.WriteNumber("rows", report.Rows);
            DatasetCard.Files(writer, files, rows.Written);
            writer.WriteEndObject();
        }, JsonSettings.Indented);
}
