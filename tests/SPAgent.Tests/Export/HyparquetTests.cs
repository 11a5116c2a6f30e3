using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>Parquet that we write, read by hyparquet, which shares nothing with our reader. <c>eng/peers.sh</c>
/// installs it.</summary>
public sealed class HyparquetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_of_the_hub_are_read_with_their_pictures()
    {
        await SampleTraces.ExportAsync("written", _folder["out"], TrainingFormat.Parquet);
        JsonElement file = await ReadAsync(_folder["out", "data", "train-00000-of-00001.parquet"]);
        JsonElement features = file.GetProperty("huggingface").GetProperty("info").GetProperty("features");
        Assert.Equal("""{"feature":{"_type":"Image"},"_type":"List"}""", features.GetProperty("images").GetRawText());
        Assert.Equal(["images", "id", "question", "answer", "messages"],
            features.EnumerateObject().Select(feature => feature.Name));
        var ours = ImageDataset.Open(_folder["out"], "train");
        Assert.Equal(4, file.GetProperty("rows").GetArrayLength());
        foreach ((int index, JsonElement row) in file.GetProperty("rows").EnumerateArray().Index())
            AssertSame(ours[index], row);
        JsonElement first = file.GetProperty("rows")[0];
        byte[] picture = await File.ReadAllBytesAsync(Fixtures.Samples("streets", "00_paris.jpg"),
            TestContext.Current.CancellationToken);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(picture)),
            first.GetProperty("images")[0].GetProperty("bytes").GetProperty("sha256").GetString());
        Trace trace = Trace.Load(Fixtures.Samples("traces", "written", "trace_00000.json"));
        Assert.Equal(trace.FinalResponse, first.GetProperty("answer").GetString());
    }

    [Fact]
    public async Task Rows_of_verl_are_lists_of_structs_with_bytes()
    {
        await SampleTraces.ExportAsync("written", _folder["sft"], TrainingFormat.Verl);
        await SampleTraces.ExportAsync("written", _folder["grpo"], TrainingFormat.Verl,
            SampleTraces.Options with { Task = TrainingTask.Grpo });
        foreach (string task in (string[])["sft", "grpo"])
        {
            JsonElement rows = (await ReadAsync(_folder[task, "train.parquet"])).GetProperty("rows");
            var ours = ImageDataset.Open(_folder[task, "train.parquet"]);
            Assert.Equal(4, rows.GetArrayLength());
            foreach ((int index, JsonElement row) in rows.EnumerateArray().Index()) AssertSame(ours[index], row);
        }

        JsonElement prompt = (await ReadAsync(_folder["grpo", "train.parquet"])).GetProperty("rows")[0];
        Assert.Equal("""{"lat":48.8594,"lon":2.3035}""",
            prompt.GetProperty("reward_model").GetProperty("ground_truth").GetString());
        Assert.Equal(JsonValueKind.Object, prompt.GetProperty("prompt")[0].ValueKind);
    }

    // Every value of the row as our reader has it; pictures by their bytes.
    private static void AssertSame(DatasetRow ours, JsonElement theirs)
    {
        foreach (JsonProperty field in JsonElement.Parse(ours.ToJson()).EnumerateObject())
        {
            Assert.True(JsonElement.DeepEquals(field.Value, theirs.GetProperty(field.Name)),
                $"{field.Name}: {field.Value} and {theirs.GetProperty(field.Name)}");
        }

        Assert.Equal(
            ours.Images.Select(image =>
                (Convert.ToHexStringLower(SHA256.HashData(image.GetBytes())), Path.GetFileName(image.Path))),
            theirs.GetProperty("images").EnumerateArray()
                .Select(image => (image.GetProperty("bytes").GetProperty("sha256").GetString()!,
                    image.GetProperty("path").GetString())));
    }

    private static async Task<JsonElement> ReadAsync(string file)
    {
        string modules = Path.Combine(Fixtures.Root, "artifacts", "peers", "node_modules");
        Assert.SkipUnless(File.Exists(Path.Combine(modules, "hyparquet", "package.json")),
            "no independent reader: run eng/peers.sh (needs Node and npm)");
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(path.Any(folder => File.Exists(Path.Combine(folder, "node"))),
            "no independent reader: node is not on the PATH");
        ProcessStartInfo start = new("node", [Fixtures.Own("peers", "read-parquet.mjs"), modules, file])
        { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string json = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return JsonElement.Parse(json);
    }
}
