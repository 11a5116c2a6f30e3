// One benchmark a run: dotnet run -c Release --project tests/SPAgent.Benchmarks -- NAME [options]
using SPAgent.Benchmarks;

(string Name, Func<string[], int> Run)[] benchmarks =
[
    ("analysis", AnalysisBenchmark.Run),
    ("chat-client", ChatClientBenchmark.Run),
    ("chat-server", ChatServerBenchmark.Run),
    ("collection", CollectionBenchmark.Run),
    ("datasets", DatasetsBenchmark.Run),
    ("distil", DistillationBenchmark.Run),
    ("export", ExportBenchmark.Run),
    ("files", FilesBenchmark.Run),
    ("imaging", ImagingBenchmark.Run),
    ("notebooks", NotebooksBenchmark.Run),
    ("parquet", ParquetBenchmark.Run),
    ("parquet-out", ParquetExportBenchmark.Run),
    ("queue", QueueBenchmark.Run),
    ("sandbox", SandboxBenchmark.Run),
    ("serve", ServeBenchmark.Run),
    ("start", StartBenchmark.Run),
    ("table", Figures.Table),
    ("traces", TracesBenchmark.Run),
];
string name = args.FirstOrDefault("");
if (Array.Find(benchmarks, one => one.Name == name).Run is { } run) return run(args[1..]);
Console.Error.WriteLine($"Name a benchmark: {string.Join(", ", benchmarks.Select(one => one.Name))}.");
return 2;
