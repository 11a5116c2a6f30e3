namespace SPAgent.Tests.Labels;

/// <summary>A folder of traces to be marked. Row i is in country Japan where i is even, else Chile; its score is
/// i / 10.</summary>
internal sealed class LabelledFolder : IDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    public TraceStore Store => TraceStore.Open(Path);

    public string Labels => System.IO.Path.Combine(Path, LabelStore.FileName);

    public string[] Lines => File.ReadAllLines(Labels);

    public string this[string name] => _folder[name];

    public static async Task<LabelledFolder> OfAsync(int traces, string answer = "a", int rollouts = 1)
    {
        LabelledFolder folder = new();
        for (int row = 0; row < traces; row++)
        {
            for (int rollout = 1; rollout <= rollouts; rollout++)
                await folder.Store.SaveAsync(Made(row, $"{answer} {row} {rollout}", rollout), Stop);
        }

        return folder;
    }

    public static Trace Made(int row, string answer, int rollout = 1) => new()
    {
        SampleIndex = row,
        Rollout = rollout,
        Model = "made",
        Turns = [new() { Turn = 1, Response = answer, Usage = new() { TotalTokens = 100 + row } }],
        FinalResponse = answer,
        Reward = new() { Score = row / 10.0, ParseSuccess = true, Metrics = [new("distance@km", row * 10)] },
        SampleData = System.Text.Json.JsonElement.Parse(
            $"{{\"country\":\"{(row % 2 == 0 ? "Japan" : "Chile")}\",\"town\":{(row == 1 ? "null" : $"\"T{row}\"")}}}"),
    };

    public void Dispose() => _folder.Dispose();
}
