#!/usr/bin/env dotnet
#:project ../../src/SPAgent.Report
#:property PublishAot=false

// The figures over a folder of traces, and a chart of them: a page (.html), or a picture (.png) where Chromium is installed.
//   dotnet run --file notebooks/scripts/statistics.cs -- traces scores.html
using SPAgent;

if (args is not [var folder, var file])
{
    Console.Error.WriteLine("Usage: statistics.cs -- TRACES CHART");
    return 2;
}

TraceStore traces = TraceStore.Open(folder);
Console.WriteLine(traces.Statistics());

Table table = traces.ToTable();
Table withTools = table.Where(row => row.Number("tool_calls") > 0), without = table.Where(row => row.Number("tool_calls") == 0);
Figure chart = Figure.Box(withTools.Numbers("score"), "looked closer").Add(Figure.Box(without.Numbers("score"), "answered at once"))
    .Titled("Do the tools help?").Y("reward");
if (file.EndsWith(".png", StringComparison.Ordinal)) await File.WriteAllBytesAsync(file, await chart.ToPngAsync());
else await chart.SaveHtmlAsync(file);
Console.WriteLine($"chart: {file}");
return 0;
