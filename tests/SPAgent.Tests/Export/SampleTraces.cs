namespace SPAgent.Tests.Export;

/// <summary>The sample traces, and every export of them checked by rules that know nothing of the writers.</summary>
internal static class SampleTraces
{
    public const string Prompt = "<image>\nWhere was this picture taken? End with $\\boxed{latitude, longitude}$.";

    public static IReadOnlyList<string> Sets { get; } =
        ["written", "assistant-response", "response", "history", "nested-calls", "no-initial-prompt", "answer-only",
            "python-code", "sorted-index"];

    public static ExportOptions Options { get; } = new()
    { Dataset = ImageDataset.Open(Fixtures.Samples("streets")), UserPrompt = Prompt };

    public static Task<ExportReport> ExportAsync(string set, string output, TrainingFormat format,
        ExportOptions? options = null) =>
        TraceStore.Open(Fixtures.Samples("traces", set))
            .ExportAsync(output, format, options ?? Options, TestContext.Current.CancellationToken);

    /// <summary>What the trainer of a format would stumble over in an output.</summary>
    public static IEnumerable<string> Check(TrainingFormat format, string output)
    {
        string folder = format.IsFolder ? output : Path.GetDirectoryName(output)!;
        return format.Name switch
        {
            "llamafactory" => LlamaFactoryRules.CheckFolder(output),
            "swift" => Files(output).SelectMany(Rows.Read).SelectMany(row => SwiftRules.Check(row, output)),
            "verl" => Directory.EnumerateFiles(output, "*.parquet").SelectMany(VerlRules.Check),
            "parquet" => HubParquetRules.Check(output),
            "webdataset" => Directory.EnumerateFiles(output, "*.tar").SelectMany(WebDatasetRules.Check),
            "trl" or "unsloth" => Files(output).SelectMany(Rows.Read).SelectMany(row => TrlRules.Check(row, output)),
            "axolotl" => Files(output).SelectMany(Rows.Read).SelectMany(row => AxolotlRules.Check(row, output)),
            "imagefolder" => Directory.EnumerateDirectories(output).SelectMany(ImageFolderRules.CheckSplit),
            "openai" => Rows.Read(output).SelectMany(OpenAIRules.Check),
            _ => Rows.Read(output).SelectMany(row => OriginalRules.Check(row, format.Name, folder)),
        };
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*.jsonl");
}
