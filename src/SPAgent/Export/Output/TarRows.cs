using System.Formats.Tar;
using System.Globalization;

namespace SPAgent;

/// <summary>
/// Rows as WebDataset reads them: for each its pictures and its JSON, one behind another in a tar, under one number.
/// </summary>
internal sealed class TarRows(ShardPlace place) : ShardedRows(place)
{
    private TarWriter? _tar;

    public override void Write(ReadOnlySpan<byte> text, RenderedRow row)
    {
        List<RentedFile> pictures = [];
        try
        {
            foreach (TrainingImage image in row.Images) pictures.Add(image.Read());
            // No dot but the one that ends it: what follows the first dot is the field's name.
            string key = Rows.ToString("000000", CultureInfo.InvariantCulture);
            for (int i = 0; i < pictures.Count; i++) Add($"{key}.{FieldOf(i, row.Images[i])}", pictures[i].Bytes);
            Add($"{key}.json", text.ToArray());
        }
        finally
        {
            foreach (RentedFile picture in pictures) picture.Dispose();
        }

        Rows++;
        FinishFullFile();
    }

    /// <summary>The field of a picture by its place among the row's, such as <c>0.jpg</c>.</summary>
    public static string FieldOf(int index, TrainingImage image) =>
        string.Create(CultureInfo.InvariantCulture, $"{index}.{image.Extension()}");

    public override void Dispose()
    {
        try
        {
            _tar?.Dispose();
        }
        catch (IOException)
        {
            // It writes the end of the archive, on a disk that may be full: of that the caller knows.
        }

        base.Dispose();
    }

    protected override void End()
    {
        _tar?.Dispose();
        _tar = null;
    }

    private void Add(string name, ReadOnlyMemory<byte> content)
    {
        _tar ??= new TarWriter(File, TarEntryFormat.Ustar, leaveOpen: true);
        // The same rows give the same bytes: no clock, and nobody's name.
        UstarTarEntry entry = new(TarEntryType.RegularFile, name)
        {
            ModificationTime = DateTimeOffset.UnixEpoch,
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            DataStream = new MemoryStream(content.ToArray(), writable: false),
        };
        _tar.WriteEntry(entry);
    }
}
