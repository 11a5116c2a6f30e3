namespace SPAgent.Tests;

/// <summary>Streams written to mislead a reader.</summary>
public sealed class ArrowHostileTests : IDisposable
{
    private static readonly byte[] None = [];

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_plain_stream_is_read() => Expect("2 rows", writer =>
        writer.Schema(ArrowWriter.LongField("a")).Batch(2, [2, 0], None, ArrowWriter.Numbers(5L, 6L)).End());

    [Fact]
    public void Bytes_behind_the_end_mark_are_ignored()
    {
        string path = ArrowFiles.Stream(
            _folder, writer => writer.Schema(ArrowWriter.LongField("a")).Batch(1, [1, 0], None, ArrowWriter.Numbers(5L))
                .End(), tail: [1, 2, 3, 4, 5]);
        Assert.Equal("1 rows", ArrowFiles.Outcome(path));
    }

    [Theory]
    [InlineData(0, "holds no schema")]
    [InlineData(3, "cut off inside the length of a message")]
    [InlineData(6, "cut off inside the length of a message")]
    [InlineData(40, "Is the file cut off?")]
    public void A_stream_that_is_cut_off_says_so(int length, string seen)
    {
        string path = ArrowFiles.Stream(_folder, writer => writer.Schema(ArrowWriter.LongField("a")).End());
        using (FileStream stream = File.OpenWrite(path)) stream.SetLength(length);
        Assert.Contains(seen, ArrowFiles.Outcome(path));
    }

    [Theory]
    [InlineData("ARROW1\0\0", "Arrow IPC file format (ARROW1)")]
    [InlineData("PAR1aaaa", "a Parquet file")]
    [InlineData("FEA1aaaa", "a Feather file")]
    [InlineData("{\"a\": 1}", "bytes of metadata")]
    public void Files_of_other_formats_are_refused_by_name(string content, string seen) =>
        Assert.Contains(seen, ArrowFiles.Outcome(_folder.Write("data.arrow", content)));

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(1L << 40)]
    public void A_body_that_is_not_there_is_refused(long claimed) => Expect("claims a body of", writer =>
        writer.Schema(ArrowWriter.LongField("a"))
            .Message(ArrowWriter.RecordsKind, ArrowWriter.Records(1, [1, 0], 0, 8), [[], new byte[8]], claimed));

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    [InlineData(-2)]
    public void A_length_of_metadata_that_can_not_be_is_refused(int length)
    {
        byte[] prefix = ArrowWriter.Numbers(-1, length);
        Assert.Contains("of metadata", ArrowFiles.Outcome(_folder.Write("data.arrow", prefix)));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-5)]
    [InlineData(1L << 33)]
    public void Rows_that_no_byte_backs_are_refused(long rows) => Expect("rows in a batch, more than", writer =>
        writer.Schema(ArrowWriter.Field("a", 1, new FlatNode())).Batch(rows, [rows, rows]));

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-5)]
    [InlineData(1L << 33)]
    public void Values_that_no_byte_backs_are_refused(long values) => Expect("values in 16 bytes", writer =>
        writer.Schema(ArrowWriter.LongField("a")).Batch(2, [values, 0], None, ArrowWriter.Numbers(5L, 6L)));

    [Fact]
    public void Columns_of_unequal_length_are_refused() => Expect("holds 1 values in a batch of 2 rows", writer =>
        writer.Schema(ArrowWriter.LongField("a")).Batch(2, [1, 0], None, ArrowWriter.Numbers(5L)));

    [Theory]
    [InlineData(0, long.MaxValue)]
    [InlineData(long.MaxValue, 8)]
    [InlineData(-8, 8)]
    [InlineData(8, -8)]
    [InlineData(9, 8)]
    public void A_buffer_outside_of_the_body_is_refused(long offset, long length) => Expect("a buffer claims", writer =>
        writer.Schema(ArrowWriter.LongField("a")).Message(
            ArrowWriter.RecordsKind, new FlatNode().Long(0, 1).Longs(1, 2, 1, 0).Longs(2, 2, 0, 0, offset, length),
            [new byte[16]]));

    [Fact]
    public void A_buffer_shorter_than_its_values_is_an_error_of_the_row() => Expect("of a buffer of 8", writer =>
        writer.Schema(ArrowWriter.LongField("a")).Batch(2, [2, 0], None, ArrowWriter.Numbers(5L)));

    [Theory]
    [InlineData(4, 2, "run backwards")]
    [InlineData(-1, 2, "run backwards")]
    [InlineData(0, int.MaxValue, "of a buffer of 4")]
    [InlineData(5, 6, "of a buffer of 4")]
    public void Offsets_that_lead_outside_are_refused(int start, int end, string seen) => Expect(seen, writer =>
        writer.Schema(ArrowWriter.TextField("a"))
            .Batch(1, [1, 0], None, ArrowWriter.Numbers(start, end), "text"u8.ToArray()));

    [Fact]
    public void Text_that_is_not_utf8_is_refused() => Expect("not valid UTF-8", writer =>
        writer.Schema(ArrowWriter.TextField("a")).Batch(1, [1, 0], None, ArrowWriter.Numbers(0, 2), [0xC3, 0x28]));

    [Fact]
    public void Missing_nodes_and_buffers_are_refused()
    {
        Expect("fewer columns than the schema",
            writer => writer.Schema(ArrowWriter.LongField("a")).Batch(1, [], None, ArrowWriter.Numbers(5L)));
        Expect("fewer buffers than the schema",
            writer => writer.Schema(ArrowWriter.LongField("a")).Batch(1, [1, 0], None));
    }

    [Fact]
    public void Batches_need_a_schema_and_only_one()
    {
        Expect("before the schema", writer => writer.Batch(1, [1, 0], None, ArrowWriter.Numbers(5L)));
        Expect("two schemas", writer => writer.Schema(ArrowWriter.LongField("a")).Schema(ArrowWriter.LongField("a")));
        Expect("a message of kind 4", writer => writer.Schema(ArrowWriter.LongField("a")).Message(4, new FlatNode()));
    }

    [Fact]
    public void A_dictionary_index_outside_is_refused()
    {
        Expect("leads out of the dictionary", writer => writer.Schema(Coded("a"))
            .Dictionary(0, false, 1, None, ArrowWriter.Numbers(0, 1), "x"u8.ToArray())
            .Batch(1, [1, 0], None, ArrowWriter.Numbers(1, 0)));
        Expect("leads out of the dictionary",
            writer => writer.Schema(Coded("a")).Batch(1, [1, 0], None, ArrowWriter.Numbers(0, 0)));
    }

    [Fact]
    public void Dictionaries_grow_and_are_replaced_between_batches()
    {
        string path = Write(writer => writer.Schema(Coded("a"))
            .Dictionary(0, false, 1, None, ArrowWriter.Numbers(0, 1), "x"u8.ToArray())
            .Batch(1, [1, 0], None, ArrowWriter.Numbers(0, 0))
            .Dictionary(0, true, 1, None, ArrowWriter.Numbers(0, 1), "y"u8.ToArray())
            .Batch(2, [2, 0], None, ArrowWriter.Numbers(1, 0))
            .Dictionary(0, false, 1, None, ArrowWriter.Numbers(0, 1), "z"u8.ToArray())
            .Batch(1, [1, 0], None, ArrowWriter.Numbers(0, 0)));
        ArrowFiles.Folder(_folder);
        var dataset = ImageDataset.Open(_folder.Path);
        Assert.Equal(["x", "y", "x", "z"], dataset.Column("a"));
        Assert.Equal("z", dataset[3]["a"]);
        Assert.Equal("dictionary<values=utf8, indices=int32>", dataset.Columns[0].Type);
        Assert.Equal("4 rows", ArrowFiles.Outcome(path));
    }

    private static FlatNode Coded(string name) =>
        ArrowWriter.TextField(name).Table(4, new FlatNode().Table(1, ArrowWriter.Int32));

    private string Write(Action<ArrowWriter> write) => ArrowFiles.Stream(_folder, write);

    private void Expect(string outcome, Action<ArrowWriter> write) =>
        Assert.Contains(outcome, ArrowFiles.Outcome(Write(write)));
}
