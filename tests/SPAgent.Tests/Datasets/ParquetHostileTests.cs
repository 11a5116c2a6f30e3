using System.Diagnostics;

namespace SPAgent.Tests;

/// <summary>Damaged files end in a clear error or in rows: never in a crash, a hang, or memory without end.</summary>
public sealed class ParquetHostileTests
{
    private static readonly string[] Files =
        ["plain/small_pages.parquet", "plain/delta.parquet", "plain/pages_v2.parquet", "codecs/zstd.parquet",
            "writers/duck.parquet"];

    [Fact]
    public void Files_with_wrong_bytes_end_cleanly()
    {
        string folder = Fixtures.Shared("datasets", "parquet-fixtures");
        using var scratch = new ScratchFolder();
        var random = new Random(7);
        int refused = 0;
        foreach (string name in Files)
        {
            byte[] whole = File.ReadAllBytes(Path.Combine(folder, name));
            int footer = BitConverter.ToInt32(whole, whole.Length - 8);
            for (int i = 0; i < 60; i++)
            {
                byte[] damaged = [.. whole];
                // Footers hold most of what leads elsewhere.
                bool inFooter = i % 2 == 0;
                for (int k = 0; k <= i % 4; k++)
                {
                    int at = inFooter ? whole.Length - 8 - random.Next(1, footer)
                        : random.Next(4, whole.Length - 8 - footer);
                    damaged[at] = (byte)random.Next(256);
                }

                string file = scratch.Write("x.parquet", damaged);
                long start = Stopwatch.GetTimestamp();
                try
                {
                    var dataset = ImageDataset.Open(file);
                    for (int row = 0; row < Math.Min(dataset.Count, 20); row++) dataset[row].ToDescription();
                }
                catch (DatasetException error)
                {
                    Assert.Contains("x.parquet", error.Message);
                    Assert.DoesNotContain('\n', error.Message);
                    refused++;
                }

                Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < 5, $"{name}, damage {i}");
            }
        }

        Assert.InRange(refused, 50, 300);
    }

    [Fact]
    public void Files_that_are_cut_off_anywhere_are_refused()
    {
        byte[] whole = File
            .ReadAllBytes(Path.Combine(Fixtures.Shared("datasets", "parquet-fixtures"), "codecs/zstd.parquet"));
        using var scratch = new ScratchFolder();
        for (int length = 0; length < whole.Length; length += 997)
        {
            string file = scratch.Write("x.parquet", whole[..length]);
            Assert.Contains("x.parquet", Assert.Throws<DatasetException>(() => ImageDataset.Open(file)).Message);
        }
    }
}
