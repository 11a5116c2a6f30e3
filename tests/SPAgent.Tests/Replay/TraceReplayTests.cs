using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SPAgent.Tests.Replay;

public sealed class TraceReplayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ImageDataset _streets;

    public TraceReplayTests() => _streets = StreetFolder.Make(_folder["streets"], rows: 4);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_call_replays_on_the_picture_before_it()
    {
        List<ReplayStep> steps = await ReplayAsync(Row(1, Zoom("[0, 0, 30, 20]"), Rotate("90")));
        Assert.Equal([(64, 48), (30, 20), (20, 30)], steps.Select(step => (step.Image.Width, step.Image.Height)));
        Assert.Equal(_streets[1].Image!.Decode().Crop(0, 0, 30, 20).Rotate(90, expand: true).PixelSha256(),
            steps[2].Sha256);
    }

    [Fact]
    public async Task Without_hashes_nothing_is_claimed() =>
        Assert.All(await ReplayAsync(Row(0, Rotate("10"))),
            step => Assert.Equal(ReplayVerdict.Unverified, step.Verdict));

    [Fact]
    public async Task An_index_of_a_sorted_selection_is_a_mismatch_not_a_wrong_picture()
    {
        Trace trace = Row(2, Rotate("10")) with { ImageSha256 = _streets[0].Image!.Decode().PixelSha256() };
        List<ReplayStep> steps = await ReplayAsync(trace);
        Assert.All(steps, step => Assert.Equal(ReplayVerdict.Mismatch, step.Verdict));
        Assert.Contains("row 2", steps[0].Detail, StringComparison.Ordinal);
        Assert.Contains(trace.ImageSha256!, steps[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_hash_a_row_that_says_otherwise_is_a_mismatch()
    {
        List<ReplayStep> steps =
            await ReplayAsync(Row(2, Rotate("10")) with { SampleData = JsonElement.Parse(_streets[0].ToJson()) });
        Assert.All(steps, step => Assert.Equal(ReplayVerdict.Mismatch, step.Verdict));
        Assert.Contains("row 2 of the dataset has another lat than the trace", steps[0].Detail,
            StringComparison.Ordinal);
        Assert.Contains("sorted selection", steps[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_agrees_proves_nothing_and_other_columns_do_not_count()
    {
        JsonElement row = JsonElement.Parse(
            _streets[2].ToJson().Replace("\"country\":", "\"note\": 1, \"land\":", StringComparison.Ordinal));
        Assert.All(await ReplayAsync(Row(2, Rotate("10")) with { SampleData = row }),
            step => Assert.Equal(ReplayVerdict.Unverified, step.Verdict));
    }

    [Fact]
    public async Task A_hash_outweighs_the_other_columns()
    {
        Trace trace = Row(2) with
        {
            SampleData = JsonElement.Parse(_streets[0].ToJson()),
            ImageSha256 = _streets[2].Image!.Decode().PixelSha256()
        };
        Assert.Equal(ReplayVerdict.Exact, Assert.Single(await ReplayAsync(trace)).Verdict);
    }

    [Fact]
    public async Task A_changed_observation_is_named()
    {
        List<ReplayStep> steps =
            await ReplayAsync(Row(0, Rotate("10") with { ObservationSha256 = new string('0', 64) }, Rotate("20")));
        Assert.Equal([ReplayVerdict.Unverified, ReplayVerdict.Mismatch, ReplayVerdict.Mismatch],
            steps.Select(step => step.Verdict));
        Assert.Contains(new string('0', 64), steps[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_call_leaves_the_picture_and_is_not_run()
    {
        List<ReplayStep> steps =
            await ReplayAsync(
                Row(0, Rotate("90") with { Success = false, Message = "Error: no." }, Zoom("[0, 0, 10, 10]")));
        Assert.Equal([ReplayVerdict.Unverified, ReplayVerdict.FailedCall, ReplayVerdict.Unverified],
            steps.Select(step => step.Verdict));
        Assert.Equal((64, 48, "Error: no."), (steps[1].Image.Width, steps[1].Image.Height, steps[1].Detail));
    }

    [Fact]
    public async Task A_call_that_worked_elsewhere_and_fails_here_is_a_mismatch()
    {
        List<ReplayStep> steps =
            await ReplayAsync(
                Row(0, Zoom("[50, 50, 50, 50]"), new ToolCall { Turn = 2, Name = "unheard_of", Success = true }));
        Assert.Equal(ReplayVerdict.Mismatch, steps[1].Verdict);
        Assert.Contains("no area", steps[1].Detail, StringComparison.Ordinal);
        Assert.Contains("unheard_of", steps[2].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_of_the_original_may_have_grown_larger_than_a_model_may_here()
    {
        List<ReplayStep> steps = await ReplayAsync(Row(0, Zoom("[0, 0, 5000, 5000]")));
        Assert.Equal(5000, steps[1].Image.Width);
    }

    [Fact]
    public async Task The_dataset_path_in_a_trace_is_used_only_when_none_is_given()
    {
        Trace trace = Row(3, Rotate("90"));
        Assert.Equal(2, (await ReplayAsync(trace, useOwnPath: true)).Count);
        Assert.Equal(2, (await ReplayAsync(trace with { DatasetPath = "/nowhere" })).Count);
        await Assert.ThrowsAsync<DatasetException>(
            () => ReplayAsync(trace with { DatasetPath = "https://example.org/streets" }, useOwnPath: true));
    }

    [Fact]
    public async Task A_row_that_is_not_there_is_an_error_that_says_so()
    {
        DatasetException problem =
            await Assert.ThrowsAsync<DatasetException>(() => ReplayAsync(Row(0) with { SampleIndex = 99 }));
        Assert.Contains("99", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_the_results_only_the_newest_is_held()
    {
        ReplayedPictures pictures = new(Row(0), _streets);
        WeakReference<RasterImage> first = Added(pictures, step: 1), second = Added(pictures, step: 2);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal((false, true), (first.TryGetTarget(out _), second.TryGetTarget(out _)));
        Assert.Equal(2, pictures.ActedOn(Rotate("90")).About.Step);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference<RasterImage> Added(ReplayedPictures pictures, int step)
    {
        RasterImage made = Pictures.Gradient(32, 24, step);
        pictures.Add(made, step);
        return new(made);
    }

    private Trace Row(int index, params ToolCall[] calls) => new()
    {
        DatasetPath = _streets.Path,
        SampleIndex = index,
        SampleData = JsonElement.Parse("{}"),
        ToolCalls = calls,
        Turns = [],
        FinalResponse = "",
    };

    private static ToolCall Zoom(string box) =>
        new()
        {
            Turn = 1,
            Name = "image_zoom_in_tool",
            Arguments = JsonElement.Parse($$"""{"bbox_2d": {{box}}}"""),
            Success = true
        };

    private static ToolCall Rotate(string angle) =>
        new()
        {
            Turn = 2,
            Name = "image_rotate_tool",
            Arguments = JsonElement.Parse($$"""{"angle": {{angle}}}"""),
            Success = true
        };

    private async Task<List<ReplayStep>> ReplayAsync(Trace trace, bool useOwnPath = false) =>
        await TraceReplay.RunAsync(trace, useOwnPath ? null : _streets,
            cancellationToken: TestContext.Current.CancellationToken)
                .ToListAsync(TestContext.Current.CancellationToken);
}
