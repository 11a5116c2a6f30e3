using System.Buffers.Binary;
using System.Text.Json;
using K4os.Compression.LZ4.Streams;

namespace SPAgent.Tests;

/// <summary>Forms of pictures and of packing that other writers leave.</summary>
public sealed class ArrowGapTests
{
    [Fact]
    public void Every_form_that_other_writers_leave_is_read_or_refused_by_name()
    {
        string folder = Fixtures.Shared("datasets", "arrow-fixtures");
        JsonElement facts = ExpectedDatasets.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
        int read = 0;
        foreach (JsonElement entry in facts.GetProperty("hf_disk").EnumerateArray())
        {
            string id = entry.GetProperty("id").GetString()!;
            var dataset = ImageDataset.Open(Path.Combine(folder, entry.GetProperty("path").GetString()!));
            Assert.Equal(entry.GetProperty("num_rows").GetInt32(), dataset.Count);
            int count = id == "dictionary_replaced" ? 4 : dataset.Count;
            for (int row = 0; row < count; row++)
            {
                JsonElement expected = entry.GetProperty("rows")[row];
                JsonCompare.Same(expected, ExpectedDatasets.Parse(dataset[row].ToDescription()).GetProperty("columns"),
                    $"{id} {row}");
            }

            if (count == 4) Assert.Contains("dictionary", Assert.Throws<DatasetException>(() => dataset[7]).Message);
            read++;
        }

        Assert.Equal(9, read);
    }

    [Fact]
    public void Buffers_packed_with_lz4_are_unpacked_and_refused_where_they_are_not_what_they_claim()
    {
        byte[] text = [.. Enumerable.Range(0, 5000).Select(number => (byte)(number % 50))];
        using var packed = new MemoryStream();
        using (LZ4EncoderStream stream = LZ4Stream.Encode(packed, leaveOpen: true)) stream.Write(text);
        byte[] buffer = new byte[8 + packed.Length];
        packed.ToArray().CopyTo(buffer, 8);
        BinaryPrimitives.WriteInt64LittleEndian(buffer, text.Length);
        using var scratch = new ScratchFolder();
        Assert.Equal(text[40..60], Read(buffer, 40, 20));
        BinaryPrimitives.WriteInt64LittleEndian(buffer, text.Length + 1);
        Assert.Contains("unpacks to", Assert.Throws<InvalidDataException>(() => Read(buffer, 0, 1)).Message);
        BinaryPrimitives.WriteInt64LittleEndian(buffer, 1L << 28);
        Assert.Contains("claims", Assert.Throws<InvalidDataException>(() => Read(buffer, 0, 1)).Message);
        BinaryPrimitives.WriteInt64LittleEndian(buffer, -1);
        Assert.Equal(buffer[8..12], Read(buffer, 0, 4));

        byte[] Read(byte[] bytes, long offset, int count)
        {
            var file = DataFile.Open(scratch.Write("buffer", bytes));
            return ArrowBuffer.Of(file, 0, bytes.Length, ArrowCodec.Lz4).Copy(offset, count);
        }
    }
}
