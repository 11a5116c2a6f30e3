using System.Globalization;
using System.Text;
using SPAgent.Tests;

namespace SPAgent.Benchmarks;

/// <summary>Datasets made for measuring: the layout is that of Hugging Face, the pictures are 20 KB of random bytes each.</summary>
internal static class SyntheticDataset
{
    public const int ImageBytes = 20_000;
    private const int BatchRows = 100;
    private const int ShardRows = 25_000;

    /// <summary>A save_to_disk folder of shards of 500 MB and batches of 100 rows, as datasets writes them.</summary>
    public static void WriteFolder(string folder, int rows)
    {
        int shards = (rows + ShardRows - 1) / ShardRows;
        var names = Enumerable.Range(0, shards).Select(shard => string.Create(CultureInfo.InvariantCulture, $"data-{shard:00000}-of-{shards:00000}.arrow")).ToList();
        File.WriteAllText(Path.Combine(folder, "dataset_info.json"), """{"features":{"image":{"_type":"Image"}}}""");
        File.WriteAllText(Path.Combine(folder, "state.json"), $$"""{"_data_files":[{{string.Join(',', names.Select(name => $$"""{"filename":"{{name}}"}"""))}}],"_fingerprint":"0123456789abcdef"}""");
        byte[] images = new byte[BatchRows * ImageBytes];
        var random = new Random(Seed: 7);
        for (int shard = 0; shard < shards; shard++)
        {
            using var stream = File.Create(Path.Combine(folder, names[shard]), bufferSize: 1 << 20);
            var writer = new ArrowWriter(stream).Schema(
                ArrowWriter.ImageField("image"),
                ArrowWriter.DoubleField("lat"), ArrowWriter.DoubleField("lon"), ArrowWriter.TextField("country"), ArrowWriter.TextField("city"), ArrowWriter.DoubleField("locatability_score"));
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
            writer.Write(string.Create(CultureInfo.InvariantCulture, $$"""{"file_name":"{{row:0000000}}.jpg","lat":{{row % 90}}.25,"lon":{{row % 180}}.5,"country":"C{{row % 195}}","city":"City {{row}}","locatability_score":0.{{row % 1000}}}"""));
            writer.Write('\n');
        }
    }

    private static void WriteBatch(ArrowWriter writer, byte[] images, int first, int rows)
    {
        var (names, paths) = Texts(rows, row => $"{first + row:000000}.jpg");
        var (countries, countryText) = Texts(rows, row => $"C{(first + row) % 195}");
        var (cities, cityText) = Texts(rows, row => $"City {first + row}");
        byte[] numbers = [.. Enumerable.Range(first, rows).SelectMany(row => BitConverter.GetBytes(row / 3.0))];
        byte[] offsets = ArrowWriter.Numbers([.. Enumerable.Range(0, rows + 1).Select(row => row * ImageBytes)]);
        long[] nodes = [.. Enumerable.Repeat((long[])[rows, 0], 8).SelectMany(node => node)];
        byte[] none = [];
        writer.Batch(rows, nodes, none, none, offsets, images[..(rows * ImageBytes)], none, names, paths, none, numbers, none, numbers, none, countries, countryText, none, cities, cityText, none, numbers);
    }

    private static (byte[] Offsets, byte[] Text) Texts(int rows, Func<int, string> text)
    {
        byte[][] texts = [.. Enumerable.Range(0, rows).Select(row => Encoding.UTF8.GetBytes(text(row)))];
        int end = 0;
        return (ArrowWriter.Numbers([0, .. texts.Select(bytes => end += bytes.Length)]), [.. texts.SelectMany(bytes => bytes)]);
    }
}
