namespace SPAgent.Tests;

/// <summary>Streams that would unfold without end, and sound ones with bytes changed or cut off.</summary>
public sealed class ArrowDamageTests : IDisposable
{
    private static readonly byte[] None = [];

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Columns_nested_without_end_are_refused()
    {
        FlatNode field = ArrowWriter.LongField("a");
        for (int i = 0; i < 100; i++) field = ArrowWriter.ListField("a", field);
        Expect("nested deeper than 64", writer => writer.Schema(field));
    }

    [Fact]
    public void Shared_tables_can_not_unfold_without_end()
    {
        // 20 levels, each naming the level below it twice: two to the twentieth columns.
        FlatNode field = ArrowWriter.LongField("leaf");
        byte[] schema = Metadata(ArrowWriter.StructField("a", Doubled(20)));
        Assert.Contains("more columns and names than its bytes can hold",
            ArrowFiles.Outcome(Write(writer => writer.Metadata(Twin(schema)))));

        static FlatNode Doubled(int levels) => levels == 0
            ? ArrowWriter.LongField("leaf")
            : ArrowWriter.StructField("x", ArrowWriter.LongField("twin"), Doubled(levels - 1));

        // Makes each first child of a level the second one: the vector's first offset is set to lead where the second
        // leads.
        static byte[] Twin(byte[] metadata)
        {
            byte[] twisted = [.. metadata];
            for (int at = 0; at + 12 <= twisted.Length; at += 4)
            {
                int[] words =
                    [.. Enumerable.Range(0, 3).Select(word => BitConverter.ToInt32(twisted, at + (4 * word)))];
                bool isPair = words[0] == 2 && words[1] > 0 && words[2] > words[1] && words[2] < twisted.Length;
                if (isPair) BitConverter.GetBytes(words[2] + 4).CopyTo(twisted, at + 4);
            }

            return twisted;
        }
    }

    [Fact]
    public void A_list_that_repeats_a_long_value_can_not_unfold_without_end()
    {
        // 5,000 times the same list of 5,000 numbers.
        const int size = 5000;
        FlatNode values = ArrowWriter.ListField("values", ArrowWriter.LongField("number"))
            .Table(4, new FlatNode().Table(1, ArrowWriter.Int32));
        byte[][] dictionary = [None, ArrowWriter.Numbers(0, size), None, new byte[8 * size]];
        FlatNode records =
            ArrowWriter.Records(1, [1, 0, size, 0], [.. dictionary.Select(buffer => (long)buffer.Length)]);
        Expect("unfolds to more than its batch can hold", writer => writer.Schema(ArrowWriter.ListField("a", values))
            .Message(ArrowWriter.DictionaryKind, new FlatNode().Long(0, 0).Table(1, records), dictionary)
            .Batch(1, [1, 0, size, 0], None, ArrowWriter.Numbers(0, size), None, new byte[4 * size]));
    }

    [Fact]
    public void Dictionaries_within_dictionaries_can_not_unfold_without_end()
    {
        // 30 levels, each in 10 parts: 10 to the thirtieth parts, of which one row needs 30.
        const int levels = 30;
        var field = ArrowWriter.LongField("leaf");
        for (int level = 0; level < levels; level++)
        {
            field = ArrowWriter.StructField("level", field)
                .Table(4, new FlatNode().Long(0, level).Table(1, ArrowWriter.Int32));
        }

        Expect("1 rows", writer =>
        {
            writer.Schema(field);
            for (int part = 0; part < 10; part++)
            {
                writer.Message(ArrowWriter.DictionaryKind, Part(0, [1, 0, 1, 0], 0, 0, 8), [ArrowWriter.Numbers(7L)]);
                for (int level = 1; level < levels; level++)
                {
                    writer.Message(ArrowWriter.DictionaryKind, Part(level, [1, 0, 1, 0], 0, 0, 4),
                        [ArrowWriter.Numbers(part, 0)]);
                }
            }

            writer.Batch(1, [1, 0], None, ArrowWriter.Numbers(9, 0));
        });

        static FlatNode Part(int id, long[] nodes, params long[] buffers) =>
            new FlatNode().Long(0, id).Table(1, ArrowWriter.Records(1, nodes, buffers)).Byte(2, 1);
    }

    [Fact]
    public void Any_byte_changed_gives_rows_or_a_clear_error()
    {
        byte[] sound =
            File.ReadAllBytes(Fixtures.Own("datasets", "hf-disk", "kitchen_sink", "data-00000-of-00001.arrow"));
        var random = new Random(Seed: 11);
        for (int i = 0; i < 400; i++)
        {
            byte[] damaged = [.. sound];
            for (int change = random.Next(1, 4); change > 0; change--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Assert.NotEmpty(ArrowFiles.Outcome(_folder.Write("data.arrow", damaged)));
        }
    }

    [Fact]
    public void Any_cut_gives_fewer_rows_or_a_clear_error()
    {
        byte[] sound = File.ReadAllBytes(Fixtures.Own("datasets", "hf-disk", "no_eos", "data-00000-of-00001.arrow"));
        for (int length = 0; length < sound.Length; length += 3)
        {
            Assert.NotEqual("4 rows", ArrowFiles.Outcome(_folder.Write("data.arrow", sound[..length])));
        }
    }

    private static byte[] Metadata(FlatNode field) =>
        new FlatNode().Short(0, 4).Byte(1, ArrowWriter.SchemaKind).Table(2, new FlatNode().Tables(1, field)).ToBytes();

    private string Write(Action<ArrowWriter> write) => ArrowFiles.Stream(_folder, write);

    private void Expect(string outcome, Action<ArrowWriter> write) =>
        Assert.Contains(outcome, ArrowFiles.Outcome(Write(write)));
}
