using System.Numerics;
using System.Text.Json;

namespace SPAgent.Tests;

/// <summary>A dataset in another form has the same rows and the bytes of the same pictures.</summary>
public sealed class DatasetConversionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Datasets => new MatrixTheoryData<string, string>(
        ["hf-disk/geo_dict", "hf-disk/geo_sharded", "imagefolder/geo_folder", "jsonl/manifest.jsonl"],
        ["parquet", "imagefolder"]);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Datasets))]
    public void Rows_splits_and_pictures_are_the_same(string path, string form)
    {
        string source = Fixtures.Own("datasets", path);
        string[] splits = [.. ImageDataset.SplitsOf(source)];
        ImageDataset[] parts = splits.Length == 0 ? [ImageDataset.Open(source)]
            : [.. splits.Select(split => ImageDataset.Open(source, split))];
        DatasetConversionReport report = Write(parts, form);
        Assert.Equal(parts.Sum(part => part.Count), report.Rows);
        ImageDataset[] filled = [.. parts.Where(part => part.Count > 0)];
        Assert.Equal(filled.Select(part => part.Split ?? "train"), ImageDataset.SplitsOf(report.Output));
        foreach (ImageDataset part in filled)
        {
            var read = ImageDataset.Open(report.Output, part.Split ?? "train");
            Assert.Equal(part.Columns.Select(column => column.Name), read.Columns.Select(column => column.Name));
            Assert.Equal(part.Rows().Select(row => row.ToJson()), read.Rows().Select(row => row.ToJson()));
            Assert.Equal(Pictures(part), Pictures(read));
            Assert.NotEmpty(Pictures(read).SelectMany(row => row));
        }

        Assert.Empty(QualityReport.Check(
            report.Output, new() { Images = false }, TestContext.Current.CancellationToken).Findings);
    }

    [Fact]
    public void Parquet_keeps_every_type_that_a_row_has()
    {
        OrderedDictionary<string, object?> row = new()
        {
            ["picture"] = Picture("a/b.png"),
            ["pictures"] = new List<object?> { Picture(null), null },
            ["whole"] = -3L,
            ["large"] = ulong.MaxValue,
            ["number"] = 0.1,
            ["flag"] = true,
            ["text"] = "größer\n\"",
            ["bytes"] = new byte[] { 0, 255, 7 },
            ["list"] = new List<object?> { 1L, null, 3L },
            ["object"] = new OrderedDictionary<string, object?>
            { ["a"] = null, ["inner"] = new List<object?> { Member("x", 1.5), Member(null, null) } },
            ["decimal"] = new DatasetDecimal(new BigInteger(-5), 3),
            ["nothing"] = null,
        };
        OrderedDictionary<string, object?> none = [];
        foreach (string name in row.Keys) none[name] = null;
        DatasetConversionReport report = Write([new Rows([row, none])], "parquet");
        var read = ImageDataset.Open(report.Output);
        Assert.Equal((2, 2, 2), (report.Rows, report.Images, read.Count));
        Assert.Equal(
            ["image", "list<image>", "int64", "uint64", "float64", "bool", "utf8", "binary"],
            read.Columns.Take(8).Select(column => column.Type));
        DatasetRow first = read[0];
        Assert.Equal("b.png", ((DatasetImage)first["picture"]!).Path);
        Assert.Equal(first.Images.Select(image => image.GetBytes()), [Png, Png]);
        Assert.Null(Assert.IsType<IReadOnlyList<object?>>(first["pictures"], exactMatch: false)[1]);
        Assert.Equal(
            """
            {"whole":-3,"large":18446744073709551615,"number":0.1,"flag":true,"text":"größer\n\"","bytes":
            {"sha256":"92e469e6f34332f611f46cc5371592264628458db80d2a9c40310daec8384d23","length":3},
            "list":[1,null,3],"object":{"a":null,"inner":[{"t":"x","n":1.5},{"t":null,"n":null}]},
            "decimal":"-0.005","nothing":null}
            """.ReplaceLineEndings(""),
            first.ToJson());
        Assert.All(read[1].Values, value => Assert.Null(value.Value));
    }

    [Fact]
    public void Labels_keep_their_names()
    {
        var source = ImageDataset.Open(Fixtures.Own("datasets", "imagefolder", "labels"));
        var parquet = ImageDataset.Open(Write([source], "parquet").Output);
        Assert.Equal(["cat", "dog"], parquet.Columns[1].Labels);
        Assert.Equal([0L, 0L, 1L, 1L], parquet.Column("label"));
        Assert.Contains("\"1\": \"dog\"", File.ReadAllText(_folder["parquet", "README.md"]), StringComparison.Ordinal);
        var folder = ImageDataset.Open(Write([source], "imagefolder").Output);
        Assert.Equal(["cat", "cat", "dog", "dog"], folder.Column("label"));
    }

    [Fact]
    public void An_image_folder_names_its_pictures_as_Hugging_Face_does()
    {
        OrderedDictionary<string, object?> row = new()
        {
            ["image"] = Picture("x.png"),
            ["images"] = new List<object?> { Picture("y.png") },
            ["before"] = DatasetImage.FromBytes([.. "GIF89a"u8], "old.GIF"),
            ["steps"] = new List<object?>
            { new OrderedDictionary<string, object?> { ["after"] = Picture("z.png"), ["n"] = 1L } },
        };
        DatasetConversionReport report = Write([new Rows([row])], "imagefolder");
        Assert.Equal(2, report.Images);
        string line = File.ReadAllText(_folder["imagefolder", "train", "metadata.jsonl"]);
        using var json = JsonDocument.Parse(line);
        Assert.Equal(["file_name", "file_names", "before_file_name", "steps"],
            json.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.EndsWith(".gif", json.RootElement.GetProperty("before_file_name").GetString(), StringComparison.Ordinal);
        DatasetRow read = ImageDataset.Open(report.Output)[0];
        Assert.Equal(row.Keys, read.Values.Keys);
        var step = (IReadOnlyDictionary<string, object?>)((IReadOnlyList<object?>)read["steps"]!)[0]!;
        Assert.Equal(Png, ((DatasetImage)step["after"]!).GetBytes());
        Assert.Equal("GIF89a"u8, ((DatasetImage)read["before"]!).GetBytes());
    }

    [Theory]
    [InlineData("parquet", "mixed", "row 1, column \"mixed\": it is a text here and a number in a row before.")]
    [InlineData("parquet", "signs", "row 1, column \"signs\": whole numbers below 0")]
    [InlineData("imagefolder", "x_file_name", "column \"x_file_name\" would be read as the name of a picture")]
    [InlineData("imagefolder", "bytes", "column \"bytes\" holds bytes that are no picture")]
    [InlineData("parquet", "image", "column \"image\": the picture without a name is of no format that is known")]
    public void What_a_form_does_not_hold_is_refused_by_name_and_nothing_is_written(
        string form, string column, string seen)
    {
        object?[] values = column switch
        {
            "mixed" => [1L, "one"],
            "signs" => [-1L, ulong.MaxValue],
            "bytes" => [new byte[] { 1 }, null],
            "image" => [DatasetImage.FromBytes([1, 2, 3]), null],
            _ => ["text", null],
        };
        Rows rows = new([.. values.Select(value => new OrderedDictionary<string, object?>
        { ["picture"] = Picture("a.png"), [column] = value })]);
        Assert.Contains(seen, Assert.Throws<DatasetException>(() => Write([rows], form)).Message,
            StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void What_no_conversion_made_is_kept()
    {
        Directory.CreateDirectory(_folder["parquet"]);
        File.WriteAllText(_folder["parquet", "mine.txt"], "mine");
        var source = ImageDataset.Open(Fixtures.Own("datasets", "jsonl", "manifest.jsonl"));
        Assert.Contains("Name another output",
            Assert.Throws<IOException>(() => Write([source], "parquet")).Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder["parquet", "mine.txt"]));
        File.Delete(_folder["parquet", "mine.txt"]);
        Write([source], "parquet");
        Assert.Equal(1, Write([source.Take(1)], "parquet").Rows);
        Assert.Equal(1, ImageDataset.Open(_folder["parquet"]).Count);
    }

    [Fact]
    public async Task The_command_converts_all_splits()
    {
        string source = Fixtures.Own("datasets", "imagefolder", "geo_folder");
        CommandLine.Outcome outcome = await CommandLine.RunAsync(
            "dataset", "convert", source, _folder["out"], "--to", "parquet", "--json");
        Assert.Equal((0, 7), (outcome.ExitCode, outcome.Json.GetProperty("rows").GetInt32()));
        Assert.Equal(["train", "test"], ImageDataset.SplitsOf(_folder["out"]));
        outcome = await CommandLine.RunAsync("dataset", "convert", source, _folder["x"], "--to", "arrow");
        Assert.Equal(2, outcome.ExitCode);
    }

    private static byte[] Png { get; } = Tests.Pictures.Gradient(4, 3).EncodePng();

    private static DatasetImage Picture(string? path) => DatasetImage.FromBytes(Png, path);

    private static OrderedDictionary<string, object?> Member(string? text, double? number) =>
        new() { ["t"] = text, ["n"] = number };

    private static List<List<string>> Pictures(ImageDataset dataset) =>
        [.. dataset.Rows().Select(row => row.Images.Select(image => Convert.ToHexString(image.GetBytes())).ToList())];

    private DatasetConversionReport Write(IReadOnlyList<ImageDataset> parts, string form) => DatasetConversion.Write(
        parts, _folder[form], TrainingFormat.ByName(form), TestContext.Current.CancellationToken);

    /// <summary>Rows at hand.</summary>
    private sealed class Rows : ImageDataset
    {
        private readonly OrderedDictionary<string, object?>[] _rows;

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public Rows(OrderedDictionary<string, object?>[] rows)
        {
            (_rows, Path, Kind, Count) = (rows, "own", "own", rows.Length);
            Columns = [.. rows[0].Keys.Select(name => new DatasetColumn(name, "json"))];
        }

        protected override DatasetRow ReadRow(int index) => new() { Index = index, Values = _rows[index], Images = [] };

        protected override string ComputeFingerprint() => "own";
    }
}
