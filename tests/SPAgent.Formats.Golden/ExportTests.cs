namespace SPAgent.Formats.Golden;

/// <summary>Exports, each in every style that its format has: rows, cards, manifests, dataset_info.json, names and hashes of pictures.</summary>
public sealed class ExportTests(Disk disk)
{
    // Not here: the program of a Python trace would be run, and refusals of a sorted selection name the folder of this run in a hashed card.
    private static readonly string[] s_spellings =
        ["written", "assistant-response", "response", "history", "nested-calls", "no-initial-prompt", "answer-only"];

    public static TheoryData<string, string, ToolStyle> Taught => [.. from run in (string[])["taught-prompt", "taught-native"]
        from format in TrainingFormat.All
        from style in Styles(format)
        select new TheoryDataRow<string, string, ToolStyle>(run, format.Name, style)];

    public static TheoryData<string> Formats => [.. TrainingFormat.All.Select(format => format.Name)];

    public static TheoryData<string> Spellings => [.. s_spellings];

    [Theory, MemberData(nameof(Taught))]
    public Task Traces_become_the_rows_that_they_became_before(string run, string format, ToolStyle style) =>
        HoldAsync($"{run}/{format}-{style}", format, output => TraceStore.Open(run).ExportAsync(
            output, TrainingFormat.ByName(format), new() { ToolStyle = style, Tools = Disk.Tools }, TestContext.Current.CancellationToken));

    [Theory, MemberData(nameof(Spellings))]
    public Task Stored_traces_become_the_rows_that_they_became_before(string set) =>
        HoldAsync($"stored-traces/{set}", "swift", output => TraceStore.Open($"data-samples/traces/{set}").ExportAsync(
            output, TrainingFormat.Swift, new() { Dataset = Streets, UserPrompt = "<image>\nWhere is it?" }, TestContext.Current.CancellationToken));

    [Theory, MemberData(nameof(Formats))]
    public Task A_collection_becomes_the_rows_that_it_became_before(string format) =>
        HoldAsync($"collection/{format}", format, output => SessionStore.Open("collection").ExportAsync(
            output, TrainingFormat.ByName(format), cancellationToken: TestContext.Current.CancellationToken));

    [Theory, MemberData(nameof(Formats))]
    public Task Stored_sessions_become_the_rows_that_they_became_before(string format) =>
        HoldAsync($"stored-sessions/{format}", format, output => SessionStore.Open("data-samples/sessions").ExportAsync(
            output, TrainingFormat.ByName(format), new() { QuestionOnly = true, ImageNames = ImageNaming.Original },
            TestContext.Current.CancellationToken));

    [Fact]
    public Task A_validation_split_and_copied_pictures_are_drawn_as_before() =>
        HoldAsync("taught-prompt/sharegpt-validation", "sharegpt", output => TraceStore.Open("taught-prompt").ExportAsync(
            output, TrainingFormat.ShareGpt, new() { ValidationShare = 0.4, Images = ImageHandling.Copy, Deduplicate = true, Reasoning = false, Tools = Disk.Tools },
            TestContext.Current.CancellationToken));

    private static ImageDataset Streets => ImageDataset.Open("data-samples/streets");

    private static ToolStyle[] Styles(TrainingFormat format) =>
        format.Name is "llamafactory" or "swift" or "openai" or "trl" ? [ToolStyle.Native, ToolStyle.Text] : [format.DefaultToolStyle];

    private async Task HoldAsync(string name, string format, Func<string, Task<ExportReport>> export)
    {
        string folder = Path.Combine("exports", name);
        await export(TrainingFormat.ByName(format).IsFolder ? folder : Path.Combine(folder, "train.json"));
        GoldenFile.Hold($"exports/{name.ToLowerInvariant()}.txt", Folder.Describe(folder, disk.Work));
    }
}
