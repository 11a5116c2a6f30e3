namespace SPAgent.Formats.Golden;

/// <summary>Exports in every format and style: rows, cards, manifests, dataset_info.json, pictures.</summary>
public sealed class ExportTests(Disk disk)
{
    // Not here: the program of a Python trace would be run, and refusals of a sorted selection name this run's folder
    // in a card, whose hash stands in the manifest.
    private static readonly string[] s_spellings =
        ["written", "assistant-response", "response", "history", "nested-calls", "no-initial-prompt", "answer-only"];

    // Where the pictures are, and what was asked where the trace does not say.
    private static ExportOptions Complete => new() { Dataset = Disk.Streets, UserPrompt = "<image>\nWhere is it?" };

    private static ExportOptions Named => new() { QuestionOnly = true, ImageNames = ImageNaming.Original };

    public static TheoryData<string, string, ToolStyle> Taught => [..
        from run in (string[])["taught-prompt", "taught-native"]
        from format in TrainingFormat.All
        from style in Styles(format)
        select new TheoryDataRow<string, string, ToolStyle>(run, format.Name, style)];

    // A run with one answer a row gives no pairs: those are in tests of their own.
    public static TheoryData<string, TrainingTask> Tasks => [..
        from format in TrainingFormat.All
        from task in format.Tasks
        where task is TrainingTask.Kto or TrainingTask.Grpo
        select new TheoryDataRow<string, TrainingTask>(format.Name, task)];

    public static TheoryData<string> Formats => [.. TrainingFormat.All.Select(format => format.Name)];

    public static TheoryData<string> Spellings => [.. s_spellings];

    [Theory, MemberData(nameof(Taught))]
    public Task Traces_become_the_rows_that_they_became_before(string run, string format, ToolStyle style) =>
        HoldAsync($"{run}/{format}-{style}".ToLowerInvariant(), format, (output, stop) =>
            TraceStore.Open(run).ExportAsync(
                output, TrainingFormat.ByName(format), new() { ToolStyle = style, Tools = Disk.Tools }, stop));

    [Theory, MemberData(nameof(Tasks))]
    public Task A_task_keeps_its_rows(string format, TrainingTask task) =>
        HoldAsync($"taught-native/{format}-{task}".ToLowerInvariant(), format, (output, stop) =>
            TraceStore.Open("taught-native").ExportAsync(
                output, TrainingFormat.ByName(format), new() { Task = task, Tools = Disk.Tools }, stop));

    [Theory, MemberData(nameof(Spellings))]
    public Task Stored_traces_become_the_rows_that_they_became_before(string set) =>
        HoldAsync($"stored-traces/{set}", "swift", (output, stop) =>
            TraceStore.Open($"data-samples/traces/{set}").ExportAsync(output, TrainingFormat.Swift, Complete, stop));

    [Theory, MemberData(nameof(Formats))]
    public Task A_collection_becomes_the_rows_that_it_became_before(string format) =>
        HoldAsync($"collection/{format}", format, (output, stop) =>
            SessionStore.Open("collection").ExportAsync(output, TrainingFormat.ByName(format), null, stop));

    [Theory, MemberData(nameof(Formats))]
    public Task Stored_sessions_become_the_rows_that_they_became_before(string format) =>
        HoldAsync($"stored-sessions/{format}", format, (output, stop) =>
            SessionStore.Open("data-samples/sessions").ExportAsync(output, TrainingFormat.ByName(format), Named, stop));

    [Fact]
    public Task A_validation_split_without_reasoning_is_drawn_as_before()
    {
        ExportOptions options = new() { ValidationShare = 0.4, Reasoning = false, Tools = Disk.Tools };
        return HoldAsync("taught-prompt/sharegpt-validation", "sharegpt", (output, stop) =>
            TraceStore.Open("taught-prompt").ExportAsync(output, TrainingFormat.ShareGpt, options, stop));
    }

    private static ToolStyle[] Styles(TrainingFormat format) =>
        format.Name is "llamafactory" or "swift" or "openai" or "trl"
            ? [ToolStyle.Native, ToolStyle.Text]
            : [format.DefaultToolStyle];

    private async Task HoldAsync(string name, string format, Func<string, CancellationToken, Task<ExportReport>> export)
    {
        string folder = Path.Combine("exports", name);
        string output = TrainingFormat.ByName(format).IsFolder ? folder : Path.Combine(folder, "train.json");
        await export(output, TestContext.Current.CancellationToken);
        GoldenFile.Hold($"exports/{name}.txt", Folder.Describe(folder, disk.Work));
    }
}
