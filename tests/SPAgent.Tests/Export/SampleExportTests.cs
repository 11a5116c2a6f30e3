using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>Every export of the sample traces passes the rules of its trainer.</summary>
public sealed class SampleExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Formats => [.. TrainingFormat.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Every_sample_trace_becomes_a_row_that_its_trainer_takes(string name)
    {
        TrainingFormat format = TrainingFormat.ByName(name);
        int rows = 0;
        foreach (string set in SampleTraces.Sets)
        {
            foreach (ToolStyle style in Enum.GetValues<ToolStyle>())
            {
                string output = _folder[$"{set}-{style}", "train.json"];
                ExportReport report =
                    await SampleTraces.ExportAsync(set, output, format,
                        SampleTraces.Options with { ToolStyle = style });
                Assert.Empty(SampleTraces.Check(format, output));
                Assert.Equal(TraceStore.Open(Fixtures.Samples("traces", set)).Indices().Count,
                    report.Rows + report.RefusedCount);
                rows += report.Rows;
            }
        }

        // The sets hold 22 traces; 3 count in a sorted selection, and code runs only where there is a sandbox.
        Assert.True(rows >= 2 * 16, $"{rows} rows");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Every_sample_session_becomes_rows_that_its_trainer_takes(string name)
    {
        TrainingFormat format = TrainingFormat.ByName(name);
        SessionStore sessions = SessionStore.Open(Fixtures.Samples("sessions"));
        ExportReport report = await sessions.ExportAsync(_folder["out", "train.json"], format,
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(report.RefusedCount == 0, $"{report}");
        Assert.Equal(sessions.ListSessionIds().Sum(id => sessions.Load(id).Samples.Count), report.Rows);
        Assert.Empty(SampleTraces.Check(format, _folder["out", "train.json"]));
    }

    [Fact]
    public async Task A_call_its_picture_and_its_answer_are_turns_of_their_own()
    {
        await SampleTraces.ExportAsync("written", _folder["out"], TrainingFormat.LlamaFactory);
        JsonElement row = Rows.Read(_folder["out", "train.jsonl"])[0];
        (string From, string Value)[] turns = [.. row.GetProperty("conversations").EnumerateArray()
            .Select(turn => (turn.GetProperty("from").GetString()!, turn.GetProperty("value").GetString()!))];
        Assert.Equal(["human", "function_call", "observation", "gpt"], turns.Select(turn => turn.From));
        Assert.StartsWith("<image>", turns[0].Value, StringComparison.Ordinal);
        Assert.Equal("""{"name":"image_zoom_in_tool","arguments":{"bbox_2d":[240,180,720,540]}}""",
            Compact(
                turns[1].Value[(turns[1].Value.IndexOf("<tool_call>", StringComparison.Ordinal)
                    + 11)..^"</tool_call>".Length]));
        Assert.Equal("<image>", turns[2].Value);
        Assert.Equal(2, row.GetProperty("images").GetArrayLength());
        Assert.Equal("image_zoom_in_tool",
            JsonElement.Parse(row.GetProperty("tools").GetString()!)[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Pictures_are_the_ones_that_the_model_saw()
    {
        await SampleTraces.ExportAsync("written", _folder["out"], TrainingFormat.Swift);
        Trace trace = Trace.Load(Fixtures.Samples("traces", "written", "trace_00000.json"));
        string[] images = [.. Rows.Read(_folder["out", "train.jsonl"])[0].GetProperty("images").EnumerateArray()
            .Select(image => image.GetString()!)];
        Assert.Equal(File.ReadAllBytes(Fixtures.Samples("streets", "00_paris.jpg")),
            File.ReadAllBytes(_folder["out", images[0]]));
        RasterImage seen = RasterImage.Load(Fixtures.Samples("streets", "00_paris.jpg")).Crop(240, 180, 720, 540);
        Assert.Equal(trace.ToolCalls[0].ObservationSha256, seen.PixelSha256());
        Assert.Equal(seen.EncodeJpeg(95), File.ReadAllBytes(_folder["out", images[1]]));
    }

    [Fact]
    public async Task Text_style_keeps_the_words_beside_a_call()
    {
        await SampleTraces.ExportAsync("written", _folder["out"], TrainingFormat.LlamaFactory,
            SampleTraces.Options with { ToolStyle = ToolStyle.Text });
        JsonElement row = Rows.Read(_folder["out", "train.jsonl"])[0];
        string[] values = [.. row.GetProperty("conversations").EnumerateArray()
            .Select(turn => turn.GetProperty("value").GetString()!)];
        Assert.Equal(Trace.Load(Fixtures.Samples("traces", "written", "trace_00000.json")).Turns[0].Response,
            values[1]);
        Assert.Equal("<tool_response><image></tool_response>", values[2]);
        Assert.Contains("image_zoom_in_tool", row.GetProperty("system").GetString(), StringComparison.Ordinal);
        Assert.Equal("", row.GetProperty("tools").GetString());
    }

    [Fact]
    public async Task An_index_of_a_sorted_selection_is_refused_with_or_without_a_hash()
    {
        ExportReport report =
            await SampleTraces.ExportAsync("sorted-index", _folder["out.jsonl"], TrainingFormat.Jsonl);
        Assert.Equal((0, 3), (report.Rows, report.RefusedCount));
        Assert.All(report.Refused,
            refusal => Assert.Contains("sorted selection", refusal.Reason, StringComparison.Ordinal));
        Assert.Equal("trace_00000.json", report.Refused[0].Source);
    }

    [Fact]
    public async Task A_trace_without_a_prompt_is_refused_unless_one_is_given()
    {
        ExportReport report = await SampleTraces.ExportAsync("no-initial-prompt", _folder["out.jsonl"],
            TrainingFormat.Jsonl, SampleTraces.Options with { UserPrompt = null });
        Assert.Equal((0, 2), (report.Rows, report.RefusedCount));
        Assert.Contains("no prompt", report.Refused[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_image_folder_opens_as_a_dataset()
    {
        ExportReport report = await SampleTraces.ExportAsync("written", _folder["out"], TrainingFormat.ImageFolder);
        ImageDataset dataset = ImageDataset.Open(_folder["out", "train"]);
        Assert.Equal(report.Rows, dataset.Count);
        Assert.Equal(2, dataset[0].Images.Count);
        Assert.Equal((960, 720), (dataset[0].Image!.Decode().Width, dataset[0].Image!.Decode().Height));
    }

    [Fact]
    public async Task The_manifest_proves_every_file()
    {
        ExportReport report = await SampleTraces.ExportAsync("written", _folder["out"], TrainingFormat.LlamaFactory);
        Assert.Contains(report.Files, file => file.Path == "README.md");
        JsonElement manifest = JsonElement.Parse(File.ReadAllBytes(_folder["out", "spagent-export.json"]));
        (string Path, string Hash)[] listed =
        [
            .. manifest.GetProperty("files").EnumerateArray()
                .Select(file => (file.GetProperty("path").GetString()!, file.GetProperty("sha256").GetString()!)),
            .. manifest.GetProperty("images").EnumerateArray()
                .Select(file => (file.GetProperty("path").GetString()!, file.GetProperty("sha256_start").GetString()!)),
        ];
        IEnumerable<string> there = Directory.EnumerateFiles(_folder["out"], "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_folder["out"], file));
        Assert.Equal(there.Where(file => file != "spagent-export.json").Order(),
            listed.Select(file => file.Path).Order());
        Assert.All(listed, file =>
            Assert.StartsWith(file.Hash, Hash(_folder["out", file.Path]), StringComparison.Ordinal));
    }

    private static string Hash(string path) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));

    private static string Compact(string json) => JsonSerializer.Serialize(JsonElement.Parse(json));
}
