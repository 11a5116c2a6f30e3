using System.Text;

namespace SPAgent.Tests;

public sealed class SeparatedRowsTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("m.csv", ",")]
    [InlineData("m.tsv", "\t")]
    [InlineData("m.csv", ";")]
    [InlineData("m.csv", "\t")]
    [InlineData("m.csv", "|")]
    [InlineData("m.txt", ",")]
    public void A_manifest_of_separated_values_gives_a_row_a_record(string name, string separator)
    {
        _folder.Write("a.png", "a");
        string[] lines =
        [
            "\uFEFFimage,question,lat,count,solved,code,note", "a.png,\"Where, \"\"exactly\"\"?\",48.5,3,True,007,",
            "a.png,\"two\nlines\r\nand a third\",-2,18446744073709551615,false,12,x", "",
            "a.png,Plain \"quote\",,,,,\"\"",
        ];
        ImageDataset dataset =
            ImageDataset.Open(_folder.Write(name, string.Join("\r\n", lines).Replace(",", separator)));
        Assert.Equal(
            ["image: image", "question: utf8", "lat: float64", "count: int64", "solved: bool", "code: utf8",
                "note: utf8"],
            ExpectedDatasets.Columns(dataset));
        Assert.Equal(("manifest", 3), (dataset.Kind, dataset.Count));
        Assert.Equal("a"u8, dataset[0].Image!.GetBytes());
        string comma = separator == "\t" ? "\\t" : separator;
        string[] expected =
        [
            """{"question":"Where, \"exactly\"?","lat":48.5,"count":3,"solved":true,"code":"007","note":null}"""
                .Replace("Where,", "Where" + comma),
            """{"question":"two\nlines\r\nand a third","lat":-2,"count":18446744073709551615,"solved":false,"code":"12","note":"x"}""",
            """{"question":"Plain \"quote\"","lat":null,"count":null,"solved":null,"code":null,"note":null}""",
        ];
        Assert.Equal(expected, dataset.Rows().Select(row => row.ToJson()));
        Assert.Equal([48.5, -2.0, null], dataset.Column("lat"));
    }

    [Theory]
    [InlineData("1\n2.5\n1e3", "float64", "1 2.5 1000")]
    [InlineData("1\n-7\n+3", "int64", "1 -7 3")]
    [InlineData("1\nx\n2", "utf8", "1 x 2")]
    [InlineData("1\ntrue\n2", "utf8", "1 true 2")]
    [InlineData("true\nFALSE\nTrue", "bool", "True False True")]
    [InlineData("1.5\nNaN\n2.5", "float64", "1.5 (null) 2.5")]
    [InlineData("9007199254740993\nNaN\n2", "int64", "9007199254740993 (null) 2")]
    [InlineData("true\nnan\nFalse", "bool", "True (null) False")]
    [InlineData("0.5\n-0.25\n0", "float64", "0.5 -0.25 0")]
    [InlineData("012\n13\n14", "utf8", "012 13 14")]
    [InlineData("123456789012345678901234567890\n1\n2", "utf8", "123456789012345678901234567890 1 2")]
    [InlineData("1e999\n1\n2", "utf8", "1e999 1 2")]
    [InlineData("1,5\n1\n2", null, "")]
    [InlineData("\"1\"\n\"2\"\n3", "int64", "1 2 3")]
    [InlineData("Infinity\n1\n2", "utf8", "Infinity 1 2")]
    public void A_column_has_one_type(string column, string? type, string values)
    {
        string file = _folder.Write("m.csv", "a\n" + column);
        if (type is null)
        {
            Assert.Contains("line 2: it has 2 fields; the header has 1",
                Assert.Throws<DatasetException>(() => ImageDataset.Open(file)).Message);
            return;
        }

        ImageDataset dataset = ImageDataset.Open(file);
        Assert.Equal([$"a: {type}"], ExpectedDatasets.Columns(dataset));
        Assert.Equal(values,
            string.Join(' ', dataset.Column("a")
                .Select(value => value is null ? "(null)" : FormattableString.Invariant($"{value}"))));
    }

    [Theory]
    [InlineData("a,b\n1,2\n\n3\n", 4, "it has 1 fields; the header has 2")]
    [InlineData("a,b\n1,\"x\ny\"\n3,4,5\n", 4, "it has 3 fields; the header has 2")]
    [InlineData("a,b\n1,2\n3,\"open\n4,5\n", 3, "a quote that opens here is not closed")]
    [InlineData("a,b\n\"x\" y,2\n", 2, "goes on behind its closing quote")]
    [InlineData("a,b,a\n1,2,3\n", 1, "the column \"a\" appears twice")]
    [InlineData("a,b\r1,2\r", 1, "a carriage return stands without a line feed")]
    public void A_damaged_row_is_named_by_its_line(string text, long line, string seen)
    {
        string file = _folder.Write("m.csv", text);
        DatasetException error = Assert.Throws<DatasetException>(() => ImageDataset.Open(file));
        Assert.Equal((file, line), (error.Path, error.Line));
        Assert.Contains(seen, error.Message);
    }

    [Fact]
    public void Text_in_another_encoding_is_refused()
    {
        string file = _folder.Write("m.csv", [.. "a\nB"u8, 0xFC, .. "rger\n"u8]);
        Assert.Contains("line 2: it is not valid UTF-8",
            Assert.Throws<DatasetException>(() => ImageDataset.Open(file)).Message);
    }

    [Fact]
    public void A_column_without_a_name_is_called_as_pandas_does()
    {
        string file = _folder.Write("m.csv", ",a\n0,x\n");
        Assert.Equal(["Unnamed: 0: int64", "a: utf8"], ExpectedDatasets.Columns(ImageDataset.Open(file)));
    }

    [Theory]
    [InlineData("image| number| caption\na.png| 0| Two dogs , one cat .\n", "Two dogs , one cat .")]
    [InlineData("image| number| caption, first\na.png| 0| One\n", "One")]
    [InlineData("image,number,\"caption| first\"\na.png,0, One\n", " One")]
    public void Bars_with_a_blank_behind_each_separate_fields(string text, string caption)
    {
        ImageDataset dataset = ImageDataset.Open(_folder.Write("results.csv", text));
        Assert.Equal(["image", "number"], dataset.Columns.Take(2).Select(column => column.Name));
        Assert.Equal("a.png", dataset[0].Image!.Path);
        Assert.Equal((0L, caption), ((long)dataset[0]["number"]!, (string)dataset[0][dataset.Columns[2].Name]!));
    }

    [Theory]
    [InlineData("""{"image":"a.png","caption":"A dog, running"}""")]
    [InlineData("""[{"image":"a.png","caption":"A dog, running"}]""")]
    [InlineData("image,caption\na.png,\"A dog, running\"\n")]
    public void Text_is_told_by_its_first_letter(string text) => Assert.Equal(["A dog, running"],
        ImageDataset.Open(_folder.Write("captions.txt", text)).Column("caption"));

    [Fact]
    public void Rows_across_blocks_keep_their_fields()
    {
        StringBuilder text = new("n,text\n");
        for (int i = 0; i < 5_000; i++)
            text.Append(i).Append(",\"").Append('é', i % 40).Append("\n\"\"").Append(i).AppendLine("\"");
        ImageDataset dataset = ImageDataset.Open(_folder.Write("m.csv", text.ToString()));
        Assert.Equal(5_000, dataset.Count);
        Assert.All(Enumerable.Range(0, 5_000), i => Assert.Equal(
            ((long)i, new string('é', i % 40) + "\n\"" + i), ((long)dataset[i]["n"]!, (string)dataset[i]["text"]!)));
    }

    [Fact]
    public void Metadata_of_several_folders_has_one_type_a_column()
    {
        foreach (string folder in (string[])["one", "two"]) _folder.Write($"{folder}/a.png", folder);
        _folder.Write("one/metadata.csv", "file_name,code\na.png,1\n");
        _folder.Write("two/metadata.csv", "file_name,code\na.png,x\n");
        ImageDataset dataset = ImageDataset.Open(_folder.Path);
        Assert.Equal(["image: image", "code: utf8"], ExpectedDatasets.Columns(dataset));
        Assert.Equal(["1", "x"], dataset.Column("code"));
        Assert.Equal("two"u8, dataset[1].Image!.GetBytes());
    }

    [Theory]
    [InlineData("metadata.csv", ",")]
    [InlineData("metadata.tsv", "\t")]
    public void Metadata_names_pictures_beside_it(string name, string separator)
    {
        _folder.Write("set/sub/a.png", "a");
        _folder.Write("b.png", "b");
        string text =
            "file_name,after_file_name,lat\nsub/a.png,sub\\a.png,1.5\n../b.png,,2\n/etc/hostname,,3\nhttps://example.org/a.png,,4\n";
        _folder.Write($"set/{name}", text.Replace(",", separator));
        ImageDataset dataset = ImageDataset.Open(Path.Combine(_folder.Path, "set"));
        Assert.Equal(["image: image", "after: image", "lat: float64"], ExpectedDatasets.Columns(dataset));
        Assert.Equal(["a", "a"], dataset[0].Images.Select(image => Encoding.UTF8.GetString(image.GetBytes())));
        string[] refusals = [.. Enumerable.Range(1, 3)
            .Select(row => Assert.Throws<DatasetException>(() => dataset[row].Image!.GetBytes()).Message)];
        Assert.Contains($"row 1 (line 3), column \"image\": the path \"../b.png\" leads out of", refusals[0]);
        Assert.Contains("\"/etc/hostname\" leads out of", refusals[1]);
        Assert.Contains("\"https://example.org/a.png\" is a remote address, which is never fetched", refusals[2]);
    }

    [Fact]
    public void Metadata_of_two_kinds_is_refused()
    {
        _folder.Write("metadata.csv", "file_name\na.png\n");
        _folder.Write("metadata.jsonl", """{"file_name":"a.png"}""");
        string message = Assert.Throws<DatasetException>(() => ImageDataset.Open(_folder.Path)).Message;
        Assert.Contains("there are metadata.csv and metadata.jsonl. Keep metadata of one kind.", message);
    }
}
