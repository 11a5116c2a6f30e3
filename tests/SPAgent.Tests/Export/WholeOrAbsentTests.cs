using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>An output is there whole, or as it was before.</summary>
public sealed class WholeOrAbsentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MadeTraces _traces;

    public WholeOrAbsentTests()
    {
        _traces = new MadeTraces(_folder);
        for (int i = 0; i < 4; i++) _traces.Save(i, ["I turn it.", "<answer>here</answer>"], [MadeTraces.Rotate(1)]);
    }

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Formats => [.. TrainingFormat.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_strict_export_with_a_refusal_writes_nothing(string format)
    {
        _traces.Save(2, [""]);
        ExportReport report = await _traces.ExportAsync(_folder["out", "train.jsonl"], TrainingFormat.ByName(format),
            new() { Strict = true });
        Assert.False(report.Published);
        Assert.Equal(1, report.RefusedCount);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["out"]));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task An_interrupted_export_leaves_the_earlier_one(string name)
    {
        TrainingFormat format = TrainingFormat.ByName(name);
        await _traces.ExportAsync(_folder["out", "train.jsonl"], format);
        string[] before = Listing();
        using CancellationTokenSource stop = new();
        ExportOptions options = new() { Tools = [new InterruptingTool(stop)] };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _traces.Store.ExportAsync(_folder["out", "train.jsonl"], format, options, stop.Token));
        Assert.Equal(before, Listing());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task The_same_export_again_gives_the_same_bytes(string name)
    {
        TrainingFormat format = TrainingFormat.ByName(name);
        await _traces.ExportAsync(_folder["out", "train.jsonl"], format);
        string[] before = Listing();
        await _traces.ExportAsync(_folder["out", "train.jsonl"], format);
        Assert.Equal(before, Listing());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_full_disk_is_said_and_nothing_is_left(string name)
    {
        using SmallDisk disk = new("4k");
        IOException full = await Assert.ThrowsAnyAsync<IOException>(
            () => _traces.ExportAsync(disk["out"], TrainingFormat.ByName(name)));
        Assert.Contains("No space left", full.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", full.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(disk["out"])!));
    }

    [Fact]
    public async Task What_no_export_made_is_left_alone()
    {
        Directory.CreateDirectory(_folder["out"]);
        File.WriteAllText(_folder["out", "thesis.txt"], "ten years");
        await Assert.ThrowsAsync<IOException>(() => _traces.ExportAsync(_folder["out"], TrainingFormat.Swift));
        await Assert.ThrowsAsync<IOException>(() => _traces.ExportAsync(_folder["out"], TrainingFormat.Jsonl));
        Assert.Equal("ten years", File.ReadAllText(_folder["out", "thesis.txt"]));
    }

    [Fact]
    public async Task What_others_put_beside_an_earlier_export_is_left_alone()
    {
        await _traces.ExportAsync(_folder["out"], TrainingFormat.Swift);
        File.WriteAllText(_folder["out", ".DS_Store"], "");
        await _traces.ExportAsync(_folder["out"], TrainingFormat.Swift);
        await RefusesAsync(new() { Tools = [new TrainingTool(_folder["out", "output"])] });
        File.WriteAllText(_folder["out", "output", "checkpoint"], "ten days");
        await RefusesAsync(new());
        Assert.Equal("ten days", File.ReadAllText(_folder["out", "output", "checkpoint"]));

        async Task RefusesAsync(ExportOptions options)
        {
            IOException refused = await Assert.ThrowsAsync<IOException>(
                () => _traces.ExportAsync(_folder["out"], TrainingFormat.Swift, options));
            Assert.StartsWith($"output is in {_folder["out"]} ", refused.Message, StringComparison.Ordinal);
            Assert.True(File.Exists(_folder["out", "train.jsonl"]));
        }
    }

    [Fact]
    public async Task A_file_of_ones_own_among_the_pictures_of_an_export_is_left_alone()
    {
        await _traces.ExportAsync(_folder["out"], TrainingFormat.Swift);
        File.WriteAllText(_folder["out", "images", "mine.txt"], "kept");
        IOException refused = await Assert.ThrowsAsync<IOException>(
            () => _traces.ExportAsync(_folder["out"], TrainingFormat.Swift));
        Assert.StartsWith("images/mine.txt is in ", refused.Message, StringComparison.Ordinal);
        Assert.Equal("kept", File.ReadAllText(_folder["out", "images", "mine.txt"]));
    }

    [Fact]
    public async Task A_validation_file_of_ones_own_beside_an_export_is_left_alone()
    {
        await _traces.ExportAsync(_folder["out", "rows.jsonl"], TrainingFormat.Jsonl);
        File.WriteAllText(_folder["out", "rows.validation.jsonl"], "{}");
        await Assert.ThrowsAsync<IOException>(() => _traces.ExportAsync(
            _folder["out", "rows.jsonl"], TrainingFormat.Jsonl, new() { ValidationShare = 0.9 }));
        Assert.Equal("{}", File.ReadAllText(_folder["out", "rows.validation.jsonl"]));
    }

    [Fact]
    public async Task What_only_the_earlier_export_wrote_beside_its_file_goes_and_nothing_else()
    {
        string[] rows = ["rows.jsonl", "rows.jsonl.card.md", "rows.jsonl.manifest.json"];
        await _traces.ExportAsync(_folder["out", "rows.jsonl"], TrainingFormat.Jsonl, new() { ValidationShare = 0.9 });
        Assert.Equal([.. rows, "rows.validation.jsonl"], Names());
        File.WriteAllText(_folder["out", "rows.images", "mine.txt"], "kept");
        await _traces.ExportAsync(_folder["out", "rows.jsonl"], TrainingFormat.OpenAI);
        Assert.Equal(rows, Names());
        Assert.Equal(_folder["out", "rows.images", "mine.txt"],
            Assert.Single(Directory.GetFiles(_folder["out", "rows.images"])));

        IEnumerable<string> Names() => Directory.GetFiles(_folder["out"]).Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Of_a_split_without_rows_there_is_no_file(string format)
    {
        ExportReport report = await _traces.ExportAsync(_folder["out", "train.jsonl"], TrainingFormat.ByName(format),
            new() { ValidationShare = 1e-9 });
        Assert.Equal((4, 0), (report.Rows, report.ValidationRows));
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(_folder["out"], "*", SearchOption.AllDirectories),
            path => Path.GetFileName(path).Contains("validation", StringComparison.Ordinal));
        Assert.DoesNotContain(report.Files, file => file.Path.Contains("validation", StringComparison.Ordinal));
        string info = _folder["out", "train.jsonl", "dataset_info.json"];
        if (File.Exists(info)) Assert.DoesNotContain("validation", File.ReadAllText(info), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_validation_split_shares_no_picture_with_the_train_split()
    {
        MadeTraces many = new(_folder, rows: 24);
        for (int i = 0; i < 24; i++) many.Save(i, ["<answer>here</answer>"]);
        ExportReport report =
            await many.ExportAsync(_folder["split"], TrainingFormat.ImageFolder, new() { ValidationShare = 0.4 });
        Assert.InRange(report.ValidationRows, 1, 23);
        Assert.Equal(24, report.Rows);
        string[] train = Pictures("train"), validation = Pictures("validation");
        Assert.Empty(train.Intersect(validation));
        Assert.Equal(24, train.Length + validation.Length);
        Assert.Empty(SampleTraces.Check(TrainingFormat.ImageFolder, _folder["split"]));
        await many.ExportAsync(_folder["split"], TrainingFormat.ImageFolder, new() { ValidationShare = 0.4, Seed = 1 });
        Assert.NotEqual(validation, Pictures("validation"));
    }

    [Fact]
    public async Task Filters_take_what_they_ask_for()
    {
        _traces.Save(1, ["<answer>here</answer>"],
            change: trace => trace with { Reward = new() { Score = 0.9, ParseSuccess = true } });
        _traces.Save(2, ["nowhere"],
            change: trace => trace with { Turns = [trace.Turns[0] with { Usage = new() { TotalTokens = 50 } }] });
        await TakesAsync(new() { MinReward = 0.5 }, 1);
        await TakesAsync(new() { UsesTools = false }, 1, 2);
        await TakesAsync(new() { MinTurns = 2 }, 0, 3);
        await TakesAsync(new() { MaxTurns = 1 }, 1, 2);
        await TakesAsync(new() { MaxTokens = 50 }, 2);
        await TakesAsync(new() { Success = false }, 2);
        await TakesAsync(new() { Ids = new HashSet<string> { "0", "trace_00003" } }, 0, 3);
    }

    private async Task TakesAsync(ExportOptions options, params int[] indices)
    {
        ExportReport report = await _traces.ExportAsync(_folder["filtered.jsonl"], TrainingFormat.Jsonl, options);
        Assert.Equal(4, report.Rows + report.Filtered);
        Assert.Equal(indices, Rows.Read(_folder["filtered.jsonl"])
            .Select(row => int.Parse(row.GetProperty("sample_id").GetString()![^5..])));
    }

    private string[] Pictures(string split) =>
        [.. Directory.EnumerateFiles(_folder["split", split, "images"]).Select(path => Path.GetFileName(path)).Order()];

    private string[] Listing() =>
    [
        .. Directory.EnumerateFiles(_folder["out"], "*",
            new EnumerationOptions { AttributesToSkip = 0, RecurseSubdirectories = true }).Order(StringComparer.Ordinal)
            .Select(path =>
                $"{path} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}"),
    ];

    /// <summary>A training that begins in the folder while the export runs.</summary>
    private sealed class TrainingTool(string folder) : ImageTool
    {
        public override string Name => "image_rotate_tool";

        public override string Description => "Turns the picture.";

        public override JsonElement Schema => JsonElement.Parse("{}");

        public override ValueTask<ImageToolResult> CallAsync(RasterImage image, JsonElement arguments,
            CancellationToken cancellationToken = default)
        {
            Directory.CreateDirectory(folder);
            return new(ImageToolResult.Failed("Error: training."));
        }
    }

    /// <summary>Stops the export when the first picture is turned.</summary>
    private sealed class InterruptingTool(CancellationTokenSource stop) : ImageTool
    {
        public override string Name => "image_rotate_tool";

        public override string Description => "Turns the picture.";

        public override JsonElement Schema => JsonElement.Parse("{}");

        public override ValueTask<ImageToolResult> CallAsync(RasterImage image, JsonElement arguments,
            CancellationToken cancellationToken = default)
        {
            stop.Cancel();
            cancellationToken.ThrowIfCancellationRequested();
            return new(ImageToolResult.Failed("Error: stopped."));
        }
    }
}
