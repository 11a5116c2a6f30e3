using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SPAgent.Tests.Runs;

/// <summary>Rows drawn by what was learnt so far.</summary>
public sealed class AdaptiveDrawTests : IDisposable
{
    private const int Rows = 160, Samples = 96;

    private readonly TemporaryFolder _folder = new();
    private readonly ImageDataset _streets;

    public AdaptiveDrawTests() => _streets = StreetFolder.Make(_folder["streets"], Rows);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_that_are_sometimes_solved_are_drawn_most()
    {
        // Hard rows are never solved, easy ones always, and those between every second time.
        await RunAsync("traces", Samples, new Knowing(_streets));
        TraceStore store = TraceStore.Open(_folder["traces"]);
        Assert.Equal(Samples, store.Indices().Count);
        int[] thirds = new int[3];
        foreach (int row in Drawn("traces").Skip(32)) thirds[Third(row)]++;
        Assert.True(thirds[1] > thirds[0] && thirds[1] > thirds[2], string.Join(", ", thirds));
        // Of 64 rows an even draw takes a third.
        Assert.InRange(thirds[1], 28, 64);
    }

    [Fact]
    public async Task A_run_that_is_stopped_draws_the_rows_that_a_straight_one_draws()
    {
        using CancellationTokenSource stop = new();
        Progress progress = new(value => { if (value.Done == 41) stop.Cancel(); });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => RunAsync("stopped", Samples, new Knowing(_streets), workers: 5, progress, stop));
        int[] before = Drawn("stopped");
        Assert.InRange(before.Length, 48, Samples - 16);
        await RunAsync("stopped", Samples, new Knowing(_streets), workers: 9);
        await RunAsync("straight", Samples, new Knowing(_streets), workers: 1);
        Assert.Equal(Drawn("straight"), Drawn("stopped"));
        Assert.Equal(before, Drawn("straight").Take(before.Length));
        Assert.Equal(
            File.ReadAllText(_folder["straight", "draw.jsonl"]), File.ReadAllText(_folder["stopped", "draw.jsonl"]));
        Assert.Equal(Drawn("straight").Order(), TraceStore.Open(_folder["straight"]).Indices());
    }

    [Fact]
    public async Task More_samples_add_to_what_was_drawn_and_a_torn_line_costs_nothing()
    {
        await RunAsync("traces", 16, new Knowing(_streets));
        int[] first = Drawn("traces");
        File.AppendAllText(_folder["traces", "draw.jsonl"], "{\"round\":1,\"rows\":[3,");
        await RunAsync("traces", 40, new Knowing(_streets));
        TraceStore store = TraceStore.Open(_folder["traces"]);
        Assert.Equal(40, store.Indices().Count);
        Assert.All(first, row => Assert.True(store.Contains(row)));
    }

    [Fact]
    public async Task All_rows_are_drawn_once_where_more_are_asked_for_than_there_are()
    {
        DistillationSummary summary = await RunAsync("traces", 500, new Knowing(_streets));
        Assert.Equal((Rows, Rows), (summary.Total, summary.Done));
        Assert.Equal(Enumerable.Range(0, Rows), Drawn("traces").Order());
        Assert.Equal(0, (await RunAsync("traces", 500, new Knowing(_streets))).Done);
    }

    [Fact]
    public async Task Without_a_column_to_draw_by_the_columns_are_named()
    {
        DistillationOptions options =
            new() { Samples = 4, Strategy = SamplingStrategy.Adaptive, DifficultyColumn = "hardness" };
        DistillationRun run = new(new Knowing(_streets), _streets, _folder["traces"], options);
        DatasetException refusal =
            await Assert.ThrowsAsync<DatasetException>(
            () => run.ExecuteAsync(cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("\"hardness\"", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("locatability_score", refusal.Message, StringComparison.Ordinal);
    }

    private int Third(int row) =>
        _streets[row]["locatability_score"] is double score ? score < 1 / 3.0 ? 0 : score < 2 / 3.0 ? 1 : 2 : 0;

    private async Task<DistillationSummary> RunAsync(
        string output, int samples, IChatClient model, int workers = 4, IProgress<RunProgress>? progress = null,
        CancellationTokenSource? stop = null)
    {
        DistillationOptions options =
            new() { Samples = samples, Strategy = SamplingStrategy.Adaptive, MaxWorkers = workers, MaxTurns = 1 };
        return await new DistillationRun(model, _streets, _folder[output], options)
            .ExecuteAsync(progress, stop?.Token ?? TestContext.Current.CancellationToken);
    }

    private int[] Drawn(string output) => [.. File.ReadAllLines(_folder[output, "draw.jsonl"])
        .SelectMany(line => JsonElement.Parse(line).GetProperty("rows").EnumerateArray())
            .Select(row => row.GetInt32())];

    // Knows rows by their picture; what it answers depends on the row alone.
    private sealed class Knowing : IChatClient
    {
        private readonly Dictionary<string, string> _answers = [];

        public Knowing(ImageDataset streets)
        {
            foreach (DatasetRow row in streets.Rows())
            {
                double score = row["locatability_score"] is double known ? known : 0;
                bool right = score >= 2 / 3.0 || (score >= 1 / 3.0 && row.Index % 2 == 0);
                string picture = Convert.ToBase64String(row.Image!.ForModel(onWhite: true, null).Bytes.Span);
                _answers[picture] = right ? FormattableString.Invariant($@"\boxed{{{row["lat"]}, {row["lon"]}}}")
                    : "no idea";
            }
        }

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            DataContent picture = messages.SelectMany(message => message.Contents).OfType<DataContent>().First();
            return Task.FromResult(ScriptedModel.Text(_answers[Convert.ToBase64String(picture.Data.Span)]));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null,
                CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("knowing", defaultModelId: "knowing")
                : null;

        public void Dispose() { }
    }

    private sealed class Progress(Action<RunProgress> report) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => report(value);
    }
}
