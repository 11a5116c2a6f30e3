using System.Text.Json;

namespace SPAgent.Tests.Export;

/// <summary>Traces made for a test, on streets made for it.</summary>
internal sealed class MadeTraces
{
    private readonly TemporaryFolder _folder;

    public MadeTraces(TemporaryFolder folder, int rows = 4, int width = 64, int height = 48)
    {
        _folder = folder;
        Streets = StreetFolder.Make(folder["streets"], rows, width, height);
        Directory.CreateDirectory(folder["traces"]);
    }

    public ImageDataset Streets { get; }

    public TraceStore Store => TraceStore.Open(_folder["traces"]);

    public static ToolCall Rotate(int turn, string angle = "90") =>
        new()
        {
            Turn = turn,
            Name = "image_rotate_tool",
            Arguments = JsonElement.Parse($$"""{"angle": {{angle}}}"""),
            Success = true
        };

    /// <summary>A trace whose replies are given; a reply that a call belongs to is followed by its picture.</summary>
    public Trace Save(int index, string[] replies, ToolCall[]? calls = null, string user = "<image>\nWhere?",
        Func<Trace, Trace>? change = null)
    {
        Trace trace = new()
        {
            SampleIndex = index,
            DatasetPath = Streets.Path,
            InitialPrompt = new() { System = "You are a helpful assistant.", User = user },
            Turns = [.. replies.Select((reply, i) => new ConversationTurn { Turn = i + 1, Response = reply })],
            ToolCalls = calls ?? [],
            FinalResponse = replies[^1],
            ImageSha256 = Streets[index].Image!.Decode().PixelSha256(),
            Model = "teacher",
        };
        trace = change?.Invoke(trace) ?? trace;
        File.WriteAllBytes(Store.PathOf(index, trace.Rollout), trace.ToUtf8());
        return trace;
    }

    /// <summary>A further answer to a row, with its reward.</summary>
    public Trace Rollout(int index, int rollout, double? score, string[] replies, ToolCall[]? calls = null) =>
        Save(index, replies, calls, change: trace => trace with
        {
            Rollout = rollout,
            SampleData = JsonElement.Parse($$"""{"lat": {{index}}.5, "lon": -3.25, "country": "Country"}"""),
            Reward = score is { } given ? new() { Score = given, ParseSuccess = true } : null,
        });

    public Task<ExportReport> ExportAsync(string output, TrainingFormat format, ExportOptions? options = null) =>
        Store.ExportAsync(output, format, options, TestContext.Current.CancellationToken);
}
