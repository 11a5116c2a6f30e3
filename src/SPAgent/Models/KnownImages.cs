using System.Security.Cryptography;

namespace SPAgent;

/// <summary>Which row of a dataset a picture is: by its bytes as a run sends them, else by its pixels.</summary>
internal sealed class KnownImages(ImageDataset dataset)
{
    private readonly Lazy<Dictionary<string, int>> _byBytes =
        new(() => Index(dataset, image => Hash(image.ForModel().Bytes.Span)));
    private readonly Lazy<Dictionary<string, int>> _byPixels =
        new(() => Index(dataset, image => image.Decode(onWhite: true).PixelSha256()));

    /// <summary>The row that holds the picture; null when none does.</summary>
    public DatasetRow? Find(ReadOnlyMemory<byte> encoded)
    {
        if (_byBytes.Value.TryGetValue(Hash(encoded.Span), out int row)) return dataset[row];
        try
        {
            return _byPixels.Value.TryGetValue(RasterImage.Decode(encoded.Span).PixelSha256(), out row)
                ? dataset[row] : null;
        }
        catch (ImageException)
        {
            return null;
        }
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes));

    private static Dictionary<string, int> Index(ImageDataset dataset, Func<DatasetImage, string> key)
    {
        Dictionary<string, int> index = new(StringComparer.Ordinal);
        foreach ((int place, DatasetRow row) in dataset.Rows().Index())
        {
            try
            {
                if (row.Image is { } image) index.TryAdd(key(image), place);
            }
            catch (Exception problem) when (problem is ImageException or DatasetException)
            {
                // A row that can't be read can't be recognised either.
            }
        }

        return index;
    }
}
