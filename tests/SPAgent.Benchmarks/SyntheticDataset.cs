using System.Text;
using SPAgent.Tests;

namespace SPAgent.Benchmarks;

/// <summary>Datasets made for measuring: the layout is that of Hugging Face, the pictures are 20 KB of random bytes
/// each.</summary>
internal static class SyntheticDataset
{
    public const int ImageBytes = 20_000;
    private const int BatchRows = 100;
    private const int ShardRows = 25_000;

    /// <summary>A save_to_disk folder of shards of 500 MB and batches of 100 rows, as datasets writes them.</summary>
    public static void WriteFolder(string folder, int rows)
    {
        int shards = (rows + ShardRows - 1) / ShardRows;
        string[] names =
            [.. Enumerable.Range(0, shards).Select(shard => $"data-{shard:00000}-of-{shards:00000}.arrow")];
        File.WriteAllText(Path.Combine(folder, "dataset_info.json"), """{"features":{"image":{"_type":"Image"}}}""");
        string files = string.Join(',', names.Select(name => $$"""{"filename":"{{name}}"}"""));
        File.WriteAllText(Path.Combine(folder, "state.json"),
            $$"""{"_data_files":[{{files}}],"_fingerprint":"0123456789abcdef"}""");
        byte[] images = new byte[BatchRows * ImageBytes];
        var random = new Random(Seed: 7);
        for (int shard = 0; shard < shards; shard++)
        {
            using FileStream stream = File.Create(Path.Combine(folder, names[shard]), bufferSize: 1 << 20);
            ArrowWriter writer = new ArrowWriter(stream).Schema(
                ArrowWriter.ImageField("image"),
                ArrowWriter.DoubleField("lat"),
                ArrowWriter.DoubleField("lon"),
                ArrowWriter.TextField("country"),
                ArrowWriter.TextField("city"),
                ArrowWriter.DoubleField("locatability_score"));
            int end = Math.Min(rows, (shard + 1) * ShardRows);
            for (int first = shard * ShardRows; first < end; first += BatchRows)
            {
                random.NextBytes(images);
                WriteBatch(writer, images, first, Math.Min(BatchRows, end - first));
            }

            writer.End();
        }
    }

    /// <summary>An image folder's metadata.jsonl; the pictures that it names are not there.</summary>
    public static void WriteMetadata(string folder, int rows)
    {
        using var writer = new StreamWriter(Path.Combine(folder, "metadata.jsonl"));
        for (int row = 0; row < rows; row++)
        {
            string place =
                $$""" "lat":{{row % 90}}.25,"lon":{{row % 180}}.5,"country":"C{{row % 195}}","city":"City {{row}}" """;
            writer.Write(
                $$"""{"file_name":"{{row:0000000}}.jpg",{{place.Trim()}},"locatability_score":0.{{row % 1000}}}"""
                    + "\n");
        }
    }

    private static void WriteBatch(ArrowWriter writer, byte[] images, int first, int rows)
    {
        (byte[]? names, byte[]? paths) = Texts(rows, row => $"{first + row:000000}.jpg");
        (byte[]? countries, byte[]? countryText) = Texts(rows, row => $"C{(first + row) % 195}");
        (byte[]? cities, byte[]? cityText) = Texts(rows, row => $"City {first + row}");
        byte[] numbers = [.. Enumerable.Range(first, rows).SelectMany(row => BitConverter.GetBytes(row / 3.0))];
        byte[] offsets = ArrowWriter.Numbers([.. Enumerable.Range(0, rows + 1).Select(row => row * ImageBytes)]);
        long[] nodes = [.. Enumerable.Repeat((long[])[rows, 0], 8).SelectMany(node => node)];
        byte[] none = [];
        writer.Batch(
            rows, nodes,
            none, none, offsets, images[..(rows * ImageBytes)], none, names, paths,
            none, numbers, none, numbers, none, countries, countryText, none, cities, cityText, none, numbers);
    }

    private static (byte[] Offsets, byte[] Text) Texts(int rows, Func<int, string> text)
    {
        byte[][] texts = [.. Enumerable.Range(0, rows).Select(row => Encoding.UTF8.GetBytes(text(row)))];
        int end = 0;
        return (ArrowWriter.Numbers([0, .. texts.Select(bytes => end += bytes.Length)]),
            [.. texts.SelectMany(bytes => bytes)]);
    }
}
