using System.IO.Compression;

namespace SPAgent.Tests.Analysis;

/// <summary>The check looks at pictures wherever a dataset holds them.</summary>
public sealed class DatasetPictureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("parquet")]
    [InlineData("parquet/data/train-00000-of-00001.parquet")]
    [InlineData("parquet/data/*.parquet")]
    [InlineData("zips")]
    [InlineData("zips/pictures.zip")]
    [InlineData("rows.jsonl")]
    public void The_same_is_found_as_in_a_folder_of_the_same_pictures(string kind)
    {
        Files("pictures");
        QualityReport folder = Check("pictures");
        Assert.Equal(["broken_image", "dark", "exact_duplicate", "low_information"], Distinct(folder));
        var source = ImageDataset.Open(_folder["pictures"]);
        DatasetConversion.Write([source], _folder["parquet"], TrainingFormat.Parquet, Stop);
        Directory.CreateDirectory(_folder["zips"]);
        ZipFile.CreateFromDirectory(_folder["pictures"], _folder["zips", "pictures.zip"]);
        File.WriteAllLines(_folder["rows.jsonl"], Directory.GetFiles(_folder["pictures"]).Order().Select(file =>
            $$"""{"image":"data:image/png;base64,{{Convert.ToBase64String(File.ReadAllBytes(file))}}"}"""));
        // An export may show a picture in several rows; what a conversion wrote counts as one.
        bool mayRepeat = kind == "parquet";
        QualityReport report = Check(kind.Split('/'));
        Assert.Equal((5, 5), (report.Images, report.Rows));
        Assert.Equal(
            folder.Findings.Select(Kind).Where(found => !(mayRepeat && found.Check == "exact_duplicate")).Order(),
            report.Findings.Select(Kind).Order());
        Finding broken = report.Findings.Single(finding => finding.Check == "broken_image");
        Assert.Equal(kind == "parquet" ? "train/row 2" : "row 2", broken.Place);
    }

    [Fact]
    public void A_picture_of_two_splits_is_a_leak()
    {
        Files("set/train");
        Files("set/test");
        ImageDataset[] splits = [Open("train"), Open("test")];
        DatasetConversion.Write(splits, _folder["parquet"], TrainingFormat.Parquet, Stop);
        Finding leak = Check("parquet").Findings.First(finding => finding.Check == "split_leak");
        Assert.Equal((Severity.Error, "test/row 0"), (leak.Severity, leak.Place));
        Assert.Contains("train/row 0", leak.Evidence);

        ImageDataset Open(string split) => ImageDataset.Open(_folder["set"], split);
    }

    [Theory]
    [InlineData("train-images", "test-images")]
    [InlineData("training", "testing")]
    [InlineData("Train 2", "val")]
    public void A_picture_in_folders_of_two_splits_is_a_leak(params string[] folders)
    {
        foreach (string folder in folders)
        {
            Directory.CreateDirectory(_folder["set", folder]);
            File.WriteAllBytes(_folder["set", folder, "a.png"], Good);
        }

        Assert.Equal("split_leak", Assert.Single(Check("set").Findings).Check);
    }

    [Theory]
    [InlineData("a.apng", "")]
    [InlineData("a.jfif", "wrong_extension")]
    [InlineData("a.jpe", "wrong_extension")]
    public void Pictures_of_every_name_that_makes_a_row_are_looked_at(string name, string found)
    {
        Directory.CreateDirectory(_folder["set"]);
        File.WriteAllBytes(_folder["set", name], Good);
        QualityReport report = Check("set");
        Assert.Equal(1, report.Images);
        Assert.Equal(found, string.Join(' ', report.Findings.Select(finding => finding.Check)));
    }

    [Theory]
    [InlineData("rows.jsonl", "{0}\n{0}")]
    [InlineData("rows.json", "[{0},\n {0}]")]
    public void Rows_as_Python_writes_them_with_pictures_in_base64_are_no_errors(string name, string form)
    {
        string row = $$"""
            {"image":"{{Convert.ToBase64String(Good)}}","score":NaN,"least":-Infinity,"note":"NaN \" Infinity"}
            """;
        File.WriteAllText(_folder[name], form.Replace("{0}", row, StringComparison.Ordinal));
        QualityReport report = Check();
        Assert.Empty(report.Findings);
        Assert.Equal(2, report.Rows);
    }

    [Theory]
    [InlineData("images/a.png")]
    [InlineData("a.png")]
    public void What_metadata_names_in_a_zip_beside_it_is_there(string name)
    {
        Directory.CreateDirectory(_folder["pictures"]);
        File.WriteAllBytes(_folder["pictures", "a.png"], Good);
        Directory.CreateDirectory(_folder["set"]);
        ZipFile.CreateFromDirectory(_folder["pictures"], _folder["set", "images.zip"]);
        File.WriteAllLines(_folder["set", "metadata.jsonl"],
            [$$"""{"file_name":"{{name}}"}""", """{"file_name":"gone.png"}"""]);
        Finding gone = Assert.Single(Check("set").Findings, finding => finding.Check == "missing_image");
        Assert.Equal(2, gone.Turn);
    }

    [Fact]
    public void Arrow_is_looked_into_and_a_row_with_several_pictures_names_each()
    {
        QualityReport report = QualityReport.Check(
            Fixtures.Own("datasets", "hf-disk", "geo_sharded"), cancellationToken: Stop);
        Assert.Equal((23, 23), (report.Images, report.Rows));
        File.WriteAllText(_folder["rows.jsonl"], """{"images":["a.png","gone.png"]}""");
        File.WriteAllBytes(_folder["a.png"], Good);
        Finding gone = Assert.Single(Check("rows.jsonl").Findings);
        Assert.Equal(("broken_image", "row 0, picture 1"), (gone.Check, gone.Place));
        Assert.Contains("gone.png", gone.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dataset_that_is_not_whole_is_a_finding()
    {
        QualityReport report = QualityReport.Check(
            Fixtures.Own("datasets", "hf-errors", "missing_shard"), cancellationToken: Stop);
        Finding found = Assert.Single(report.Findings);
        Assert.Equal(("unreadable", Severity.Error, 0), (found.Check, found.Severity, report.Rows));
    }

    [Fact]
    public async Task The_command_takes_a_file_and_refuses_what_is_no_dataset()
    {
        Files("pictures");
        DatasetConversion.Write(
            [ImageDataset.Open(_folder["pictures"])], _folder["parquet"], TrainingFormat.Parquet, Stop);
        string file = _folder["parquet", "data", "train-00000-of-00001.parquet"];
        CommandLine.Outcome outcome = await CommandLine.RunAsync("check", file, "--json");
        Assert.Equal((1, 5), (outcome.ExitCode, outcome.Json.GetProperty("images").GetInt32()));
        outcome = await CommandLine.RunAsync("check", file, "--no-images", "--json");
        Assert.Equal((0, 0), (outcome.ExitCode, outcome.Json.GetProperty("images").GetInt32()));
        File.WriteAllText(_folder["notes.txt"], "no rows");
        outcome = await CommandLine.RunAsync("check", _folder["notes.txt"]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("notes.txt", outcome.Messages, StringComparison.Ordinal);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static byte[] Good { get; } = Tests.Pictures.Gradient(120, 100).EncodePng();

    private static (string Check, Severity Severity) Kind(Finding finding) => (finding.Check, finding.Severity);

    private static IEnumerable<string> Distinct(QualityReport report) =>
        report.Findings.Select(finding => finding.Check).Distinct().Order();

    private QualityReport Check(params string[] parts) => QualityReport.Check(_folder[parts], cancellationToken: Stop);

    // Two that are the same, one that is cut off, one without light, one of its own.
    private void Files(string folder)
    {
        Directory.CreateDirectory(_folder[folder]);
        (string Name, byte[] Bytes)[] files =
        [
            ("a.png", Good), ("b.png", Good), ("c.png", Good[..40]),
            ("d.png", RasterImage.FromPixels(120, 100, new byte[36000]).EncodePng()),
            ("e.png", RasterImage.FromPixels(100, 120, Noise()).EncodePng()),
        ];
        foreach ((string name, byte[] bytes) in files) File.WriteAllBytes(_folder[folder, name], bytes);
    }

    private static byte[] Noise()
    {
        byte[] pixels = new byte[36000];
        uint state = 1;
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)((state = (state * 1664525) + 1013904223) >> 24);
        return pixels;
    }
}
