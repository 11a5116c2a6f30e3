using System.Text.Json;

namespace SPAgent.Tests;

public sealed class ParquetDatasetTests
{
    [Fact]
    public void Every_fixture_has_the_values_that_were_written_or_is_refused_by_name()
    {
        string folder = Fixtures.Shared("datasets", "parquet-fixtures");
        using var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        int right = 0, refused = 0;
        foreach (JsonElement entry in facts.RootElement.GetProperty("parquet").EnumerateArray())
        {
            string id = entry.GetProperty("id").GetString()!;
            string path = Path.Combine(folder, entry.GetProperty("path").GetString()!);
            if (entry.TryGetProperty("error", out _))
            {
                string message = Assert
                    .Throws<DatasetException>(() => ImageDataset.Open(path)[0].ToDescription()).Message;
                Assert.DoesNotContain('\n', message);
                Assert.Contains("parquet", message);
                refused++;
                continue;
            }

            var dataset = ImageDataset.Open(path);
            Assert.Equal("parquet", dataset.Kind);
            Assert.Equal(entry.GetProperty("num_rows").GetInt32(), dataset.Count);
            Assert.Equal(
                entry.GetProperty("columns").EnumerateArray().Select(column => column.GetString()),
                dataset.Columns.Select(column => column.Name));
            // Twice: as found, and as kept from the first time.
            for (int pass = 0; pass < 2; pass++)
            {
                int index = 0;
                foreach (JsonElement row in entry.GetProperty("rows").EnumerateArray())
                {
                    JsonElement read = ExpectedDatasets.Parse(dataset[index].ToDescription()).GetProperty("columns");
                    JsonCompare.Same(row, read, $"{id}, row {index}");
                    index++;
                }
            }

            right++;
        }

        Assert.Equal((18, 12), (right, refused));
    }
}
